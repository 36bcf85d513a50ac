import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { Activation } from '@trellis/projection/projector.ts';
import { generationsSharingHistory } from '@trellis/projection/shared-history.ts';

/**
 * Derives anew what the repository has in common with others: a commit that several of them have counts, where
 * repositories are added up, in the one whose id is smallest. Part of making a state readable.
 */
export async function refreshSharedDays(db: WorkspaceClient, input: Activation): Promise<void> {
  const { workspaceId, repositoryId } = input;
  const affected = await generationsSharingHistory(db, workspaceId, repositoryId, {
    table: 'projection.counted_commit',
    key: 'sha',
    isRoot: 'root.is_root',
  });
  if (affected.length === 0) return;
  await db.query('delete from projection.shared_day where workspace_id = $1 and generation = any ($2::uuid[])', [
    workspaceId,
    affected,
  ]);
  await db.query(
    `insert into projection.shared_day (workspace_id, generation, credit_set, day, commits)
     select $1, counted.generation, counted.credit_set, counted.day, count(*)
     from record.generation state
     join projection.counted_commit counted using (workspace_id, generation)
     where state.workspace_id = $1 and state.generation = any ($2::uuid[]) and state.state = 'current' and exists (
       select from record.generation first join projection.counted_commit same using (workspace_id, generation)
       where first.workspace_id = $1 and first.state = 'current' and first.repository_id < state.repository_id
         and same.sha = counted.sha)
     group by counted.generation, counted.credit_set, counted.day`,
    [workspaceId, affected],
  );
}
