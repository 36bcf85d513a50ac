import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { OperationRef } from '@trellis/operations/operation.ts';
import { findOperation } from '@trellis/operations/store.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import { writeLedger } from '@trellis/suppression/ledger.ts';
import { readSuppressions } from '@trellis/suppression/store.ts';
import type { TakeSuppressions } from '@trellis/suppression/take-suppressions.ts';
import { readErasures, saveErasures } from '../store/erasures.ts';
import { lockIdentities } from '../store/identities.ts';
import type { DeveloperParts } from './developer-parts.ts';
import { keepOut } from './keep-out.ts';

/** What an erasure is about: ids alone. */
export interface ErasureInput {
  /** Null: nobody new; everything is gone over again. */
  readonly developerId: string | null;
  /** The aliases the person had when it was confirmed. */
  readonly aliasIds: readonly string[];
}

/**
 * Empties the person's aliases and keeps out what they are recognised by; nothing is read back from it. The ledger is written
 * before the change is committed.
 * @returns what the other subgraphs have to take over
 */
export async function suppressPerson(
  parts: DeveloperParts,
  { workspaceId, operationId }: OperationRef,
): Promise<TakeSuppressions> {
  if (parts.keys === undefined) throw new Error('Nobody can be erased without the key ring.');
  const hasher = createAliasHasher(parts.keys.aliasHashing.secret, workspaceId);
  const { taken, epoch } = await inWorkspace(parts.pool, workspaceId, async (db) => {
    await lockIdentities(db, workspaceId);
    const operation = await findOperation(db, operationId);
    if (operation === undefined) throw new Error(`Operation ${operationId} is not there.`);
    const { developerId, aliasIds } = operation.input as unknown as ErasureInput;
    const named = new Map<string, string>();
    if (developerId !== null) {
      const { id: erasureId, requestedBy, startedAt } = operation;
      const entry = { erasureId, developerId, requestedBy, requestedAt: startedAt.toISOString() };
      await saveErasures(db, workspaceId, [entry]);
      for (const id of aliasIds) named.set(id, developerId);
    }
    const { version } = await keepOut(db, workspaceId, hasher, { named, rows: [], entering: [] });
    const objectKey = await writeLedger(parts.storage, workspaceId, {
      erasures: await readErasures(db, workspaceId),
      suppressed: await readSuppressions(db, workspaceId),
      version,
    });
    return { taken: { workspaceId, version, objectKey }, epoch: await raiseEpoch(db, workspaceId) };
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
  return taken;
}
