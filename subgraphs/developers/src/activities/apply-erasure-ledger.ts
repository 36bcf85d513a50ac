import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Suppressed } from '@trellis/people/suppression.ts';
import { readLedger } from '@trellis/suppression/ledger.ts';
import { addSuppressions, readSuppressions, suppressionVersion } from '@trellis/suppression/store.ts';
import { saveErasures } from '../store/erasures.ts';
import { lockIdentities } from '../store/identities.ts';
import type { DeveloperParts } from './developer-parts.ts';
import { keepOut } from './keep-out.ts';
import { requestErasureAgain } from './request-erasure.ts';

/** What the ledger said, and what is kept out since. */
export interface AppliedLedger {
  /** How many people are erased. */
  readonly erased: number;
  /** For the other subgraphs, so that they don't take in what was put back with an older state. */
  readonly suppressed: readonly Suppressed[];
  readonly version: number;
}

/**
 * Takes over what the ledger in storage has and the database lacks, empties the aliases of the people it names, and asks for
 * everything else to be gone over again: after a restore of an older backup, people who were erased since are there
 * otherwise. Call it before anything is started; again, it changes nothing but has everything gone over once more.
 */
export async function applyErasureLedger(
  parts: Pick<DeveloperParts, 'pool' | 'storage'> & Required<Pick<DeveloperParts, 'keys'>>,
  { workspaceId }: { readonly workspaceId: string },
): Promise<AppliedLedger> {
  const ledger = await readLedger(parts.storage, workspaceId);
  if (ledger.erasures.length === 0) return { erased: 0, suppressed: [], version: 0 };
  if (parts.keys === undefined) throw new Error('The ledger can only be applied with the key ring.');
  const hasher = createAliasHasher(parts.keys.aliasHashing.secret, workspaceId);
  return inWorkspace(parts.pool, workspaceId, async (db) => {
    await lockIdentities(db, workspaceId);
    await saveErasures(db, workspaceId, ledger.erasures);
    const known = new Set((await readSuppressions(db, workspaceId)).map(({ kind, hash }) => `${kind} ${hash}`));
    const before = await suppressionVersion(db, workspaceId);
    const version = Math.max(before, ledger.version) + 1;
    const missing = ledger.suppressed
      .filter(({ kind, hash }) => !known.has(`${kind} ${hash}`))
      .map((row) => ({ ...row, version }));
    await addSuppressions(db, workspaceId, missing, version);
    const kept = await keepOut(db, workspaceId, hasher, { named: new Map(), rows: [], entering: [] });
    await requestErasureAgain(db, workspaceId);
    return {
      erased: ledger.erasures.length,
      suppressed: await readSuppressions(db, workspaceId),
      version: kept.version,
    };
  });
}
