import { lstat, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RemovalActivities, RemovedRepository } from '@trellis/contributions/removal.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { deleteRepository, readingsOf, stopRuns } from '../store/remove.ts';
import { findRepository } from '../store/repositories.ts';
import { removeCommitPlan } from './commit-plan.ts';
import { cloneFolder } from './open-source.ts';
import type { SyncParts } from './sync-parts.ts';

/** What the workers may ask of integrations when a repository is removed. */
export function createRemovalActivities(parts: SyncParts): RemovalActivities {
  return {
    stopImports: ({ workspaceId, repositoryId }) =>
      inWorkspace(parts.pool, workspaceId, (db) => stopRuns(db, workspaceId, repositoryId)),

    deleteObjects: ({ workspaceId, repositoryId }) =>
      parts.storage.deleteBelow(`workspaces/${workspaceId}/repositories/${repositoryId}/`),

    deleteClone: (input) => deleteClone(parts, input),

    deleteRows: ({ workspaceId, repositoryId }) =>
      inWorkspace(parts.pool, workspaceId, (db) => deleteRepository(db, repositoryId)),
  };
}

async function deleteClone(parts: SyncParts, { workspaceId, repositoryId }: RemovedRepository): Promise<void> {
  const { repository, readings } = await inWorkspace(parts.pool, workspaceId, async (db) => ({
    repository: await findRepository(db, repositoryId),
    readings: await readingsOf(db, repositoryId),
  }));
  for (const { generation, ordinal } of readings) await removeCommitPlan(parts.dataDir, generation, ordinal);
  if (repository?.kind !== 'URL') return;
  const folder = cloneFolder(parts.dataDir, repository);
  if (await isOurs(parts.dataDir, folder)) await rm(folder, { recursive: true, force: true });
}

/** Whether a folder lies where it says: a link on the way leads to what somebody else put there. */
async function isOurs(dataDir: string, folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return false;
  const expected = path.join(await realpath(dataDir), path.relative(dataDir, folder));
  return (await realpath(folder)) === expected;
}
