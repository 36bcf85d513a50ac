import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';

/** Whose weeks are read: some credit sets, or everybody's but some (bots). */
export interface WeekScope {
  readonly workspaceId: string;
  readonly generations: readonly string[];
  readonly credit: { readonly only: readonly string[] } | { readonly except: readonly string[] };
  /** From a Monday to a Sunday. */
  readonly window: DayWindow;
}

/** A week with at least one commit. */
export interface ActiveWeek {
  /** Its Monday. */
  readonly week: string;
  readonly commits: number;
  /** A bit for each day with a commit, 1 for Monday. */
  readonly days: number;
  /** People with a commit. */
  readonly developers: number;
}

/** Weeks with at least one commit, in order; a commit that several of the repositories have counts once. */
export async function readActiveWeeks(db: WorkspaceClient, scope: WeekScope): Promise<ActiveWeek[]> {
  const list = 'only' in scope.credit ? 'credit_set = any ($3::uuid[])' : 'credit_set <> all ($3::uuid[])';
  const which = `workspace_id = $1 and generation = any ($2::uuid[]) and ${list} and week between $4 and $5`;
  const { rows } = await db.query<ActiveWeek>(
    `with active as materialized (
       select week, credit_set, commits, days from projection.activity_week where ${which}),
     shared as (select week, sum(commits) as commits from projection.shared_week where ${which} group by week),
     counted as (select week, sum(commits) as commits, bit_or(days)::integer as days from active group by week),
     people as (
       select a.week, count(distinct p.developer_id) as developers
       from (select distinct week, credit_set from active) a
       join projection.credit_set_person p on p.workspace_id = $1 and p.credit_set = a.credit_set
       where not p.is_bot group by a.week)
     select week, counted.commits - case when $6 then coalesce(shared.commits, 0) else 0 end as commits, days,
       coalesce(developers, 0) as developers
     from counted left join shared using (week) left join people using (week) order by week`,
    [
      scope.workspaceId,
      scope.generations,
      'only' in scope.credit ? scope.credit.only : scope.credit.except,
      scope.window.from,
      scope.window.to,
      scope.generations.length > 1,
    ],
  );
  return rows;
}
