import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Pool } from 'pg';

export interface TeamRow {
  readonly id: string;
  readonly name: string;
  /** The team it is a part of; null: it stands on top. */
  readonly parentTeamId: string | null;
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

const TEAM = 'team_id as id, name, parent_team_id as "parentTeamId"';

/** A page of the workspace's teams by name; after the row with this lower-case name and id. */
export async function listTeams(
  pool: Pool,
  workspaceId: string,
  limit: number,
  after: readonly [name: string, id: string] | undefined,
): Promise<ListedTeam[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ListedTeam>(
      `select ${TEAM}, lower(name) as "sortName" from record.team
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
    db.query<TeamRow>(`select ${TEAM} from record.team where workspace_id = $1 and team_id = any ($2::uuid[])`, [
      workspaceId,
      ids.filter(isUuid),
    ]),
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
       from record.team_people($1, $3)
       where team_id = any ($2::uuid[])
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
      `select m.developer_id as "developerId", t.team_id as id, t.name, t.parent_team_id as "parentTeamId"
       from record.team_people($1, $3) m join record.team t on t.workspace_id = $1 and t.team_id = m.team_id
       where m.developer_id = any ($2::uuid[])
       order by lower(t.name), t.team_id`,
      [workspaceId, developerIds.filter(isUuid), on],
    ),
  );
  return developerIds.map((id) => rows.filter((row) => row.developerId === id));
}

/** The teams directly below each, by name; in the order of the ids given. */
export async function findSubTeams(pool: Pool, workspaceId: string, teamIds: readonly string[]): Promise<TeamRow[][]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<TeamRow>(
      `select ${TEAM} from record.team where workspace_id = $1 and parent_team_id = any ($2::uuid[])
       order by lower(name), team_id`,
      [workspaceId, teamIds],
    ),
  );
  return teamIds.map((id) => rows.filter((row) => row.parentTeamId === id));
}
