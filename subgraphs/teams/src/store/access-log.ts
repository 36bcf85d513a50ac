import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Pool } from 'pg';
import type { AccessChangeKind } from '../generated/resolvers.ts';

export interface AccessChangeRow {
  readonly id: string;
  readonly at: Date;
  /** The instant to the microsecond, by which the list is sorted. */
  readonly sortTime: string;
  readonly kind: AccessChangeKind;
  readonly actorId: string | null;
  readonly memberId: string | null;
  readonly developerId: string | null;
  readonly teamId: string | null;
  readonly detail: string | null;
}

/**
 * A page of the workspace's access log, newest first; after the line of this time and id.
 * @param aboutMemberId only what is about this member
 */
export async function listAccessChanges(
  pool: Pool,
  workspaceId: string,
  aboutMemberId: string | undefined,
  limit: number,
  after: readonly [time: string, id: string] | undefined,
): Promise<AccessChangeRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<AccessChangeRow>(
      `select change_id as id, at, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sortTime", kind,
         actor_id as "actorId", member_id as "memberId", developer_id as "developerId", team_id as "teamId", detail
       from record.access_change
       where workspace_id = $1 and ($2::uuid is null or member_id = $2)
         and ($3::timestamptz is null or (at, change_id::text) < ($3, $4))
       order by at desc, change_id::text desc limit $5`,
      [workspaceId, aboutMemberId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
    ),
  );
  return rows;
}
