import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import { readLedgerObject } from './ledger.ts';
import { addSuppressions, lockSuppressions, suppressionVersion } from './store.ts';

/** Which suppressions a subgraph is to take over: an object of the ledger, always the full set. */
export interface TakeSuppressions {
  readonly workspaceId: string;
  readonly version: number;
  readonly objectKey: string;
}

/**
 * Takes over what is kept out, as developers decided it; an older or equal version changes nothing. Afterwards nothing is
 * written any more that was read without it.
 */
export async function takeSuppressions(
  parts: { readonly pool: Pool; readonly storage: ObjectStorage },
  { workspaceId, version, objectKey }: TakeSuppressions,
): Promise<void> {
  const { suppressed } = await readLedgerObject(parts.storage, objectKey);
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    await lockSuppressions(db, workspaceId, 'exclusive');
    if ((await suppressionVersion(db, workspaceId)) < version)
      await addSuppressions(db, workspaceId, suppressed, version);
  });
}
