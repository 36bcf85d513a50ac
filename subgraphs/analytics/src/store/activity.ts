import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';

/** Which activity a number is about. */
export interface ActivityScope {
  readonly workspaceId: string;
  readonly generations: readonly string[];
  /** The credit sets that count, or all but some (bots). */
  readonly credit: { readonly only: readonly string[] } | { readonly except: readonly string[] };
  /** Local days; absent: all of history. */
  readonly window?: DayWindow | undefined;
}

export interface ActiveDay {
  readonly day: string;
  readonly commits: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
}

export interface ActiveHour {
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly commits: number;
}

/** Days with at least one commit, in order. */
export async function readActiveDays(db: WorkspaceClient, scope: ActivityScope): Promise<ActiveDay[]> {
  const { rows } = await db.query<ActiveDay>(
    `select day, sum(sign * commits) as commits, sum(sign * lines_added) as "linesAdded",
       sum(sign * lines_deleted) as "linesDeleted"
     from ${activity(scope)} group by day having sum(sign * commits) > 0 order by day`,
    parameters(scope),
  );
  return rows;
}

/** Commits by local weekday and hour, of those whose clock is the author's. */
export async function readActiveHours(db: WorkspaceClient, scope: ActivityScope): Promise<ActiveHour[]> {
  const { rows } = await db.query<ActiveHour>(
    `select extract(isodow from day)::integer as weekday, hour::integer, sum(sign) as commits
     from ${activity(scope)}, unnest(hours) as hour group by 1, 2 having sum(sign) > 0 order by 1, 2`,
    parameters(scope),
  );
  return rows;
}

/** How much there is to say something from. */
export interface ActivityAmount {
  /** Without merges. */
  readonly commits: number;
  readonly merges: number;
  /** Commits whose clock is the author's, and the days that have one. */
  readonly clockedCommits: number;
  readonly clockedDays: number;
  /** Commits and merges that another repository has as well, and that count there. */
  readonly shared: number;
}

/** Counts the activity of a scope, from aggregates alone. */
export async function readActivityAmount(db: WorkspaceClient, scope: ActivityScope): Promise<ActivityAmount> {
  const { rows } = await db.query<ActivityAmount>(
    `select coalesce(sum(sign * commits), 0) as commits, coalesce(sum(sign * merges), 0) as merges,
       coalesce(sum(sign * cardinality(hours)), 0) as "clockedCommits",
       count(distinct day) filter (where sign = 1 and hours <> '{}') as "clockedDays",
       coalesce(sum(commits + merges) filter (where sign = -1), 0) as shared
     from ${activity(scope)}`,
    parameters(scope),
  );
  return rows[0] as ActivityAmount;
}

/** People (no bots) with a commit whose clock is their own. */
export async function countClockedPeople(db: WorkspaceClient, scope: ActivityScope): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    `select count(distinct p.developer_id) as people
     from (select distinct credit_set from ${activity(scope)} where hours <> '{}') as credited
     join projection.credit_set_person p on p.workspace_id = $1 and p.credit_set = credited.credit_set
     where not p.is_bot`,
    parameters(scope),
  );
  return rows[0]?.people ?? 0;
}

/**
 * Rows of activity with their sign: what another of several repositories counts is taken away (-1), so that a commit
 * counts once. One repository alone counts all it has.
 */
function activity(scope: ActivityScope): string {
  const list = 'only' in scope.credit ? 'credit_set = any ($3::uuid[])' : 'credit_set <> all ($3::uuid[])';
  const rows = (table: string, sign: number) =>
    `select day, credit_set, commits, merges, lines_added, lines_deleted, hours, ${sign} as sign from ${table}
     where workspace_id = $1 and generation = any ($2::uuid[]) and ${list}
       and day between coalesce($4::date, '-infinity') and coalesce($5::date, 'infinity')`;
  const own = rows('projection.activity_day', 1);
  if (scope.generations.length < 2) return `(${own}) as activity`;
  return `(${own} union all ${rows('projection.shared_activity', -1)}) as activity`;
}

function parameters(scope: ActivityScope): unknown[] {
  const credit = 'only' in scope.credit ? scope.credit.only : scope.credit.except;
  return [scope.workspaceId, scope.generations, credit, scope.window?.from ?? null, scope.window?.to ?? null];
}
