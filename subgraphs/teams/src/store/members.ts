import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ViewerRole } from '@trellis/service-kit/viewer.ts';
import type { Pool } from 'pg';

export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly role: ViewerRole;
  readonly joinedAt: Date;
}

/** A member of a list, with what the list is sorted by. */
export interface ListedMember extends MemberRow {
  readonly sortName: string;
  /** Members of the workspace. */
  readonly total: number;
}

const MEMBER = 'member_id as id, name, role, created_at as "joinedAt"';

/** A page of the workspace's members by name; after the row with this lower-case name and id. */
export async function listMembers(
  pool: Pool,
  workspaceId: string,
  limit: number,
  after: readonly [name: string, id: string] | undefined,
): Promise<ListedMember[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ListedMember>(
      `select ${MEMBER}, lower(name) as "sortName",
         (select count(*)::int from record.member where workspace_id = $1) as total
       from record.member
       where workspace_id = $1 and ($2::text is null or (lower(name), member_id::text) > ($2, $3))
       order by lower(name), member_id::text limit $4`,
      [workspaceId, after?.[0] ?? null, after?.[1] ?? null, limit],
    ),
  );
  return rows;
}

/** Members in the order of the ids given; null for an unknown one. */
export async function findMembers(
  pool: Pool,
  workspaceId: string,
  ids: readonly string[],
): Promise<(MemberRow | null)[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<MemberRow>(
      `select ${MEMBER} from record.member where workspace_id = $1 and member_id = any ($2::uuid[])`,
      [workspaceId, ids.filter(isUuid)],
    ),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Names of members and of former ones, in the order of the ids given; null for an unknown one. */
export async function findMemberNames(
  pool: Pool,
  workspaceId: string,
  ids: readonly string[],
): Promise<(string | null)[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<{ id: string; name: string }>(
      `select member_id as id, name from record.member where workspace_id = $1 and member_id = any ($2::uuid[])
       union all
       select member_id, name from record.former_member where workspace_id = $1 and member_id = any ($2::uuid[])`,
      [workspaceId, ids],
    ),
  );
  const byId = new Map(rows.map(({ id, name }) => [id, name]));
  return ids.map((id) => byId.get(id) ?? null);
}

export interface OwnWorkspaceRow {
  readonly id: string;
  readonly name: string;
  readonly role: ViewerRole;
}

/** Every workspace of a member's account, by name. */
export async function findOwnWorkspaces(pool: Pool, workspaceId: string, memberId: string): Promise<OwnWorkspaceRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<OwnWorkspaceRow>(
      `select workspace_id as id, name, role from record.own_workspaces($1) order by lower(name), workspace_id`,
      [memberId],
    ),
  );
  return rows;
}
