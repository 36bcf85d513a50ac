import type { KeyRing } from '@trellis/config/config.ts';
import { createAliasHasher } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { createSuppression, type Suppression } from '@trellis/people/suppression.ts';
import { lockSuppressions, readSuppressions, suppressionVersion } from './store.ts';

/** Reads what a workspace keeps out. */
export interface SuppressionReader {
  /** As it stands; it stays so until the transaction ends. */
  current(db: WorkspaceClient, workspaceId: string): Promise<Suppression>;
  /** As it was at an earlier version. */
  at(db: WorkspaceClient, workspaceId: string, version: number): Promise<Suppression>;
}

/**
 * Makes a reader that keeps what it read for as long as its version stands; where nobody was erased, it asks for the version
 * alone.
 * @param keys the ring that hashed the rows; without it (in tests) a workspace with rows can't be read
 */
export function createSuppressionReader(keys: Pick<KeyRing, 'aliasHashing'> | undefined): SuppressionReader {
  const kept = new Map<string, Suppression>();
  const read = async (db: WorkspaceClient, workspaceId: string, version: number) => {
    const known = kept.get(workspaceId);
    if (known?.version === version) return known;
    const rows = version === 0 ? [] : await readSuppressions(db, workspaceId);
    const there = rows.filter((row) => row.version <= version);
    if (keys === undefined && there.length > 0) throw new Error('Suppressions can only be read with the key ring.');
    return createSuppression(there, createAliasHasher(keys?.aliasHashing.secret ?? '', workspaceId), version);
  };
  return {
    async current(db, workspaceId) {
      await lockSuppressions(db, workspaceId, 'shared');
      const suppression = await read(db, workspaceId, await suppressionVersion(db, workspaceId));
      kept.set(workspaceId, suppression);
      return suppression;
    },
    at: read,
  };
}
