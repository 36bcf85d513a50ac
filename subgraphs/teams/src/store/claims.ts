import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Pool } from 'pg';
import type { ClaimState } from '../generated/resolvers.ts';

export interface ClaimRow {
  readonly id: string;
  readonly memberId: string;
  /** As history knows the person now; null: it doesn't. */
  readonly developerId: string | null;
  readonly state: ClaimState;
  readonly requestedAt: Date;
  /** The instant to the microsecond, by which the list is sorted. */
  readonly sortTime: string;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
}

const CLAIM = `select c.claim_id as id, c.member_id as "memberId", upper(c.state) as state,
  coalesce(p.developer_id, (select a.developer_id from record.alias_person a
    where a.workspace_id = c.workspace_id and a.developer_id = c.developer_id limit 1)) as "developerId",
  c.requested_at as "requestedAt", to_char(c.requested_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sortTime",
  c.decided_at as "decidedAt", c.decided_by as "decidedBy"
  from record.claim c
    left join record.alias_person p on p.workspace_id = c.workspace_id and p.alias_id = c.developer_id`;

/** A page of claims, newest first; after the one of this time and id. */
export async function listClaims(
  pool: Pool,
  workspaceId: string,
  state: ClaimState | undefined,
  limit: number,
  after: readonly [time: string, id: string] | undefined,
): Promise<ClaimRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ClaimRow>(
      `${CLAIM} where c.workspace_id = $1 and ($2::text is null or c.state = lower($2))
         and ($3::timestamptz is null or (c.requested_at, c.claim_id::text) < ($3, $4))
       order by c.requested_at desc, c.claim_id::text desc limit $5`,
      [workspaceId, state ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
    ),
  );
  return rows;
}

/** A claim that is known to be there. */
export async function findClaim(pool: Pool, workspaceId: string, id: string): Promise<ClaimRow> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ClaimRow>(`${CLAIM} where c.workspace_id = $1 and c.claim_id = $2`, [workspaceId, id]),
  );
  return rows[0] as ClaimRow;
}

/** What each member asked to be or is, in the order of the ids given; null for nobody. */
export async function findOpenClaims(
  pool: Pool,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<(ClaimRow | null)[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ClaimRow>(
      `${CLAIM} where c.workspace_id = $1 and c.member_id = any ($2::uuid[]) and c.state in ('requested', 'confirmed')`,
      [workspaceId, memberIds],
    ),
  );
  const byMember = new Map(rows.map((row) => [row.memberId, row]));
  return memberIds.map((id) => byMember.get(id) ?? null);
}

/** The member that each person is confirmed to be, in the order of the ids given; null for nobody. */
export async function findClaimants(
  pool: Pool,
  workspaceId: string,
  developerIds: readonly string[],
): Promise<(string | null)[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<{ developerId: string; memberId: string }>(
      `select distinct on (p.developer_id) p.developer_id as "developerId", c.member_id as "memberId"
       from record.claim c
         join record.claim_alias bound using (workspace_id, claim_id)
         join record.alias_person p using (workspace_id, alias_id)
       where c.workspace_id = $1 and c.state = 'confirmed' and p.developer_id = any ($2::uuid[])
       order by p.developer_id, c.decided_at, c.claim_id`,
      [workspaceId, developerIds.filter(isUuid)],
    ),
  );
  const byPerson = new Map(rows.map(({ developerId, memberId }) => [developerId, memberId]));
  return developerIds.map((id) => byPerson.get(id) ?? null);
}

/** Aliases of the people of claims that nobody confirmed, in the order of the claims given. */
export async function findUnverifiedAliases(
  pool: Pool,
  workspaceId: string,
  claims: readonly { readonly id: string; readonly developerId: string | null }[],
): Promise<string[][]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<{ claimId: string; aliasId: string }>(
      `select asked.claim_id as "claimId", alias_id as "aliasId"
       from unnest($2::uuid[], $3::uuid[]) as asked (claim_id, developer_id)
         cross join lateral record.unverified_aliases($1, asked.claim_id, asked.developer_id) alias_id`,
      [workspaceId, claims.map(({ id }) => id), claims.map(({ developerId }) => developerId)],
    ),
  );
  return claims.map(({ id }) => rows.filter((row) => row.claimId === id).map(({ aliasId }) => aliasId));
}
