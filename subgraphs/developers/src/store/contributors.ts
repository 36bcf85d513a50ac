import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';
import { shownText } from '../domain/shown-name.ts';

export interface Contributor {
  readonly id: string;
  readonly name: string;
  readonly sortName: string;
  readonly commits: number;
  readonly lastDay: string;
}

/**
 * A page of the people (no bots) who committed to a repository's current state in the window (undefined: ever), by
 * name, and how many they are without the page.
 */
export async function listContributors(
  db: WorkspaceClient,
  workspaceId: string,
  listing: {
    readonly repositoryId: string;
    readonly window: DayWindow | undefined;
    /** Sort name and id of the row before the page. */
    readonly after: readonly [string, string] | undefined;
    readonly limit: number;
  },
): Promise<{ readonly rows: Contributor[]; readonly totalCount: number }> {
  const { repositoryId, window, after } = listing;
  if (!isUuid(repositoryId)) return { rows: [], totalCount: 0 };
  const worked =
    window === undefined
      ? 'select credit_set, commits, last_day from projection.credit_summary join state using (workspace_id, generation)'
      : `select day.credit_set, sum(day.commits) as commits, max(day.day) as last_day
         from projection.credit_summary credit join state using (workspace_id, generation)
         join projection.activity_day day using (workspace_id, generation, credit_set)
         where credit.first_day <= $7::date and credit.last_day >= $6::date and day.day between $6::date and $7::date
         group by day.credit_set`;
  const { rows } = await db.query<{
    total: number;
    id: string | null;
    name: string;
    email: string;
    sortName: string;
    commits: number;
    lastDay: string;
  }>(
    `with state as (
       select workspace_id, generation from record.generation
       where workspace_id = $1 and repository_id = $2 and state = 'current'
     ), worked as (${worked}), person as (
       select person.developer_id, sum(worked.commits) as commits, max(worked.last_day) as last_day
       from worked join projection.credit_set_person person using (credit_set)
       where person.workspace_id = $1 group by person.developer_id
     ), listed as (
       select developer_id as id, coalesce(alias.proper_name, alias.name) as name, alias.email,
         alias.sort_name collate "C" as "sortName", commits, last_day as "lastDay"
       from person join record.developer using (developer_id)
       join record.alias on alias.workspace_id = $1 and alias.alias_id = developer.shown_alias_id
       where developer.workspace_id = $1 and not developer.is_bot
     ), page as (
       select * from listed where $3::text is null or ("sortName", id) > ($3::text, $4::uuid)
       order by "sortName", id limit $5
     )
     select total.total, page.* from (select count(*) as total from listed) total left join page on true`,
    [
      workspaceId,
      repositoryId,
      after?.[0] ?? null,
      after?.[1] ?? null,
      listing.limit,
      ...(window === undefined ? [] : [window.from, window.to]),
    ],
  );
  const found = rows.flatMap(({ id, name, email, sortName, commits, lastDay }): Contributor[] =>
    id === null ? [] : [{ id, name: shownText(name, email), sortName, commits, lastDay }],
  );
  return { rows: found, totalCount: rows[0]?.total ?? 0 };
}
