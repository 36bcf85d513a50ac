import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { Activation } from '@trellis/projection/projector.ts';
import { generationsSharingHistory } from '@trellis/projection/shared-history.ts';

/**
 * Derives anew what repositories that share history with this one have in common: a commit that several of them have
 * counts in the one whose id is smallest. Part of the swap, so that sums are right the moment it is seen.
 */
export async function refreshSharedWeeks(db: WorkspaceClient, input: Activation): Promise<void> {
  const { workspaceId, repositoryId } = input;
  const affected = await generationsSharingHistory(db, workspaceId, repositoryId, {
    table: 'projection.indexed_commit',
    key: 'commit_key',
    isRoot: 'root.is_root',
  });
  if (affected.length === 0) return;
  await db.query('delete from projection.shared_week where workspace_id = $1 and generation = any ($2::uuid[])', [
    workspaceId,
    affected,
  ]);
  await db.query(
    `insert into projection.shared_week (workspace_id, generation, week, credit_set, commits)
     select c.workspace_id, c.generation, c.week, c.credit_set, count(*)
     from record.generation g
     join projection.indexed_commit c on c.workspace_id = g.workspace_id and c.generation = g.generation
     where g.workspace_id = $1 and g.generation = any ($2::uuid[]) and g.state = 'current' and exists (
       select from record.generation first
       join projection.indexed_commit same
         on same.workspace_id = first.workspace_id and same.generation = first.generation
       where first.workspace_id = $1 and first.state = 'current' and first.repository_id < g.repository_id
         and same.commit_key = c.commit_key)
     group by c.workspace_id, c.generation, c.week, c.credit_set`,
    [workspaceId, affected],
  );
}
