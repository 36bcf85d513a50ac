import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { changeRun, findImportRun, type RunChange } from '../store/import-runs.ts';
import { saveStreams } from '../store/streams.ts';
import { tellProgress } from './publish-progress.ts';
import type { ImportTarget, Projected } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Records how far the projections are; of a past state the run alone tells, as the repository's streams go on beside it. */
export async function recordProjected(
  parts: SyncParts,
  target: ImportTarget,
  projected: Projected,
  change: RunChange,
): Promise<void> {
  await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    const run = await findImportRun(db, target.importId);
    if (run?.kind === 'current') await saveStreams(db, streamOf(target, projected), projected.streams);
    await changeRun(db, target.importId, { ...change, commitsProjected: projected.commits });
  });
  await tellProgress(parts, target);
}

/** The stream that is told of. */
export function streamOf({ workspaceId, repositoryId }: ImportTarget, { generation }: Projected) {
  return { workspaceId, repositoryId, generation };
}
