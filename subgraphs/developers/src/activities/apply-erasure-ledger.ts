import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readLedger } from '@trellis/suppression/ledger.ts';
import { addSuppressions, readSuppressions, suppressionVersion } from '@trellis/suppression/store.ts';
import { saveErasures } from '../store/erasures.ts';
import { lockIdentities } from '../store/identities.ts';
import type { DeveloperParts } from './developer-parts.ts';
import { requestErasureAgain } from './request-erasure.ts';

/**
 * Takes over what the ledger in storage has and the database lacks, and asks for everything to be gone over again: after a
 * restore of an older backup, people who were erased since are there again until that operation ends. Call it before
 * anything reads or imports; again, it changes nothing but goes over everything once more.
 * @returns how many people the ledger says are erased
 */
export async function applyErasureLedger(
  parts: Pick<DeveloperParts, 'pool' | 'storage'>,
  { workspaceId }: { readonly workspaceId: string },
): Promise<number> {
  const ledger = await readLedger(parts.storage, workspaceId);
  if (ledger.erasures.length === 0) return 0;
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    await lockIdentities(db, workspaceId);
    await saveErasures(db, workspaceId, ledger.erasures);
    const known = new Set((await readSuppressions(db, workspaceId)).map(({ kind, hash }) => `${kind} ${hash}`));
    const before = await suppressionVersion(db, workspaceId);
    const version = Math.max(before, ledger.version) + 1;
    const missing = ledger.suppressed
      .filter(({ kind, hash }) => !known.has(`${kind} ${hash}`))
      .map((row) => ({ ...row, version }));
    await addSuppressions(db, workspaceId, missing, version);
    await requestErasureAgain(db, workspaceId);
  });
  return ledger.erasures.length;
}
