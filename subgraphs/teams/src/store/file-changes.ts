import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { pathHash } from './history.ts';

/** One change of a file, as evidence. */
export interface FileChangeRow {
  readonly sha: string;
  /** Author time, seconds since 1970. */
  readonly changedAt: number;
  readonly status: string;
  readonly path: string;
  readonly pathId: number;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  /** People credited, each once, the author first; bots too. */
  readonly developerIds: readonly string[];
}

/** Where a page goes on: after the row with this time, SHA and path number. */
export type ChangeKey = readonly [changedAt: number, sha: string, pathId: number];

/**
 * The changes of a file under every name of its history, newest first.
 * @param limit rows at most
 */
export async function fileChanges(
  db: WorkspaceClient,
  workspaceId: string,
  generation: string,
  path: string,
  limit: number,
  after: ChangeKey | undefined,
): Promise<FileChangeRow[]> {
  const [changedAt, sha, pathId] = after ?? [null, null, null];
  const { rows } = await db.query<FileChangeRow>(
    `with recursive history (path_id) as (
       select path_id from projection.path where workspace_id = $1 and generation = $2 and path_hash = $3
       union
       select r.old_path_id from history h join projection.rename r
         on r.workspace_id = $1 and r.generation = $2 and r.path_id = h.path_id)
     select encode(c.sha, 'hex') as sha, c.changed_at as "changedAt", c.status::text as status, p.path, c.path_id as "pathId",
       c.lines_added as "linesAdded", c.lines_deleted as "linesDeleted", array(
         select coalesce(who.developer_id, alias.id) from unnest(k.alias_ids) with ordinality as alias (id, position)
         left join record.alias_person who on who.workspace_id = $1 and who.alias_id = alias.id
         group by 1 order by min(alias.position)) as "developerIds"
     from (select f.* from projection.file_change f
       where f.workspace_id = $1 and f.generation = $2 and f.path_id in (select path_id from history)
         and ($4::bigint is null or (f.changed_at, f.sha, f.path_id) < ($4, decode($5, 'hex'), $6))
       order by f.changed_at desc, f.sha desc, f.path_id desc limit $7) c
     join projection.path p on p.workspace_id = $1 and p.generation = $2 and p.path_id = c.path_id
     join projection.credit k on k.workspace_id = $1 and k.generation = $2 and k.credit_no = c.credit_no
     order by c.changed_at desc, c.sha desc, c.path_id desc`,
    [workspaceId, generation, pathHash(path), changedAt, sha, pathId, limit],
  );
  return rows;
}
