import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { Activation } from '@trellis/projection/projector.ts';
import { generationsSharingHistory } from '@trellis/projection/shared-history.ts';
import { dropErasedHours } from './erase.ts';

/**
 * Derives anew what repositories that share history with this one have in common: a commit that several of them have
 * counts in the one whose id is smallest. Part of the swap, so that sums are right the moment it is seen. Costs a few
 * look-ups of roots where nothing is shared.
 */
export async function refreshSharedActivity(db: WorkspaceClient, input: Activation): Promise<void> {
  const { workspaceId, repositoryId } = input;
  const affected = await generationsSharingHistory(db, workspaceId, repositoryId, {
    table: 'projection.commit',
    key: 'sha',
    isRoot: 'root.parents = 0',
  });
  if (affected.length === 0) return;
  await db.query('delete from projection.shared_activity where workspace_id = $1 and generation = any ($2::uuid[])', [
    workspaceId,
    affected,
  ]);
  await db.query(
    `insert into projection.shared_activity
       (workspace_id, generation, day, credit_set, commits, merges, lines_added, lines_deleted, hours)
     select c.workspace_id, c.generation, c.local_day, c.credit_set,
       count(*) filter (where c.parents < 2), count(*) filter (where c.parents > 1),
       coalesce(sum(c.source_lines_added) filter (where c.parents < 2), 0),
       coalesce(sum(c.source_lines_deleted) filter (where c.parents < 2), 0),
       coalesce(array_agg(hour order by hour) filter (where c.parents < 2 and not c.forge), '{}')
     from record.generation g
     join projection.commit c on c.workspace_id = g.workspace_id and c.generation = g.generation
     cross join lateral (
       select (((c.authored_at + c.author_offset_minutes * 60) % 86400 + 86400) % 86400 / 3600)::smallint as hour) h
     where g.workspace_id = $1 and g.generation = any ($2::uuid[]) and g.state = 'current' and exists (
       select from record.generation first
       join projection.commit same on same.workspace_id = first.workspace_id and same.generation = first.generation
       where first.workspace_id = $1 and first.state = 'current' and first.repository_id < g.repository_id
         and same.sha = c.sha)
     group by c.workspace_id, c.generation, c.local_day, c.credit_set`,
    [workspaceId, affected],
  );
  await dropErasedHours(db, workspaceId);
}
