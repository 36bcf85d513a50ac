import { publishEvent } from '@trellis/cache/events.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { changeRun, findImportRun, type RunChange } from '../store/import-runs.ts';
import type { ImportTarget } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Records a change of the run and tells the browsers that watch; a browser that misses it polls. */
export async function changeRunAndTell(parts: SyncParts, target: ImportTarget, change: RunChange): Promise<void> {
  await inWorkspace(parts.pool, target.workspaceId, (db) => changeRun(db, target.importId, change));
  await tellProgress(parts, target);
}

/** Publishes the run as it stands. */
export async function tellProgress(parts: SyncParts, target: ImportTarget): Promise<void> {
  const run = await inWorkspace(parts.pool, target.workspaceId, (db) => findImportRun(db, target.importId));
  if (run === undefined) return;
  await publishEvent(parts.redis, target.workspaceId, {
    type: 'import',
    importId: run.id,
    repositoryId: run.repositoryId,
    state: run.state,
    phase: run.phase,
    commitsTotal: run.commitsTotal,
    commitsRead: run.commitsRead,
    commitsProjected: run.commitsProjected,
  }).catch((error: unknown) => parts.logger.warn({ err: error }, 'progress could not be published'));
}
