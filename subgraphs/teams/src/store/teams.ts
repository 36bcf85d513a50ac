import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Pool } from 'pg';

export interface TeamRow {
  readonly id: string;
  readonly name: string;
}

/** A team of a list, with what the list is sorted by. */
export interface ListedTeam extends TeamRow {
  readonly sortName: string;
}

export interface MembershipRow {
  readonly developerId: string;
  readonly role: 'member' | 'lead';
  /** First and last day in the team, YYYY-MM-DD; null: no end. */
  readonly from: string;
  readonly until: string | null;
}

/** A page of the workspace's teams by name; after the row with this lower-case name and id. */
export async function listTeams(
  pool: Pool,
  workspaceId: string,
  limit: number,
  after: readonly [name: string, id: string] | undefined,
): Promise<ListedTeam[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ListedTeam>(
      `select team_id as id, name, lower(name) as "sortName" from record.team
       where workspace_id = $1 and ($2::text is null or (lower(name), team_id::text) > ($2, $3))
       order by lower(name), team_id::text limit $4`,
      [workspaceId, after?.[0] ?? null, after?.[1] ?? null, limit],
    ),
  );
  return rows;
}

/** Teams of the workspace in the order of the ids given; undefined for an unknown one. */
export async function findTeams(
  pool: Pool,
  workspaceId: string,
  ids: readonly string[],
): Promise<(TeamRow | undefined)[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<TeamRow>(
      'select team_id as id, name from record.team where workspace_id = $1 and team_id::text = any ($2)',
      [workspaceId, ids],
    ),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** Who is in each team on a day, leads first; in the order of the ids given. */
export async function findMemberships(
  pool: Pool,
  workspaceId: string,
  teamIds: readonly string[],
  on: string,
): Promise<MembershipRow[][]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<MembershipRow & { teamId: string }>(
      `select team_id as "teamId", developer_id as "developerId", role, from_day as "from", ends_before - 1 as until
       from record.team_membership
       where workspace_id = $1 and team_id = any ($2::uuid[]) and from_day <= $3 and (ends_before is null or ends_before > $3)
       order by role, from_day, developer_id`,
      [workspaceId, teamIds, on],
    ),
  );
  return teamIds.map((id) => rows.filter((row) => row.teamId === id));
}

/** The teams each person is in on a day, by name; in the order of the ids given. */
export async function findTeamsOfPeople(
  pool: Pool,
  workspaceId: string,
  developerIds: readonly string[],
  on: string,
): Promise<TeamRow[][]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<TeamRow & { developerId: string }>(
      `select m.developer_id as "developerId", t.team_id as id, t.name
       from record.team_membership m join record.team t using (workspace_id, team_id)
       where m.workspace_id = $1 and m.developer_id::text = any ($2)
         and m.from_day <= $3 and (m.ends_before is null or m.ends_before > $3)
       order by lower(t.name), t.team_id`,
      [workspaceId, developerIds, on],
    ),
  );
  return developerIds.map((id) => rows.filter((row) => row.developerId === id));
}
