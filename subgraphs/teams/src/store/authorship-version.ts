import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/**
 * What the authorship of a generation follows from, in one text: the decisions who is who, its own rows, and the current state of
 * every repository (who was at work anywhere in the workspace). Unlike the epoch it stays when a team or somebody's access
 * changes, so that those load nothing again.
 */
export async function authorshipVersion(db: WorkspaceClient, workspaceId: string, generation: string): Promise<string> {
  const { rows } = await db.query<{ version: string }>(
    `select coalesce((select version from record.identity_version where workspace_id = $1), 0) || ' ' || md5(string_agg(
       generation || ' ' || applied_through || ' ' || extract(epoch from touched_at), ',' order by generation)) as version
     from record.generation where workspace_id = $1 and (state = 'current' or generation = $2)`,
    [workspaceId, generation],
  );
  return rows[0]?.version ?? '';
}
