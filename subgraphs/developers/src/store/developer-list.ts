import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { foldText } from '@trellis/people/name-words.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';
import { shownText } from '../domain/shown-name.ts';
import { ACTIVE_IN } from './person-activity.ts';

export interface DeveloperListing {
  readonly search: string | null;
  readonly repositoryId: string | null;
  readonly activity: 'ALL' | 'ACTIVE' | 'INACTIVE';
  /** What counts as active. */
  readonly activeIn: DayWindow;
  readonly includeBots: boolean;
  readonly sort: 'NAME' | 'LAST_ACTIVITY';
  /** Sort key and id of the row before the page. */
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}

export interface ListedDeveloper {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  /** What the list is sorted by, before the id. */
  readonly sortKey: string;
}

const ORDER = {
  NAME: { key: 'sort_name collate "C"', after: '> ($6::text collate "C", $7::uuid)', direction: 'asc' },
  LAST_ACTIVITY: { key: 'last_day', after: '< ($6::text::date, $7::uuid)', direction: 'desc' },
} as const;

/**
 * A page of the people with counted commits in the repositories' current states, and how many they are without the page.
 * A repository narrows who is listed; activity is always that in the whole workspace, as it is shown.
 */
export async function listDevelopers(
  db: WorkspaceClient,
  workspaceId: string,
  listing: DeveloperListing,
): Promise<{ readonly rows: ListedDeveloper[]; readonly totalCount: number }> {
  const { repositoryId, activeIn, after } = listing;
  if (repositoryId !== null && !isUuid(repositoryId)) return { rows: [], totalCount: 0 };
  const order = ORDER[listing.sort];
  const conditions = [
    '($5::uuid is null or in_repository)',
    `($4::text is null or developer_id in (
       select developer_id from record.alias named join record.alias_person using (workspace_id, alias_id)
       where workspace_id = $1 and named.search_text like $4 escape '!'))`,
  ];
  if (!listing.includeBots) conditions.push('not developer.is_bot');
  if (listing.activity !== 'ALL') conditions.push(listing.activity === 'ACTIVE' ? 'active' : 'not active');
  const { rows } = await db.query<{
    total: number;
    id: string | null;
    name: string;
    email: string;
    is_bot: boolean;
    sort_key: string;
  }>(
    `with person as (
       select person.developer_id, max(credit.last_day) as last_day, bool_or(state.repository_id = $5) as in_repository,
         bool_or(${ACTIVE_IN('$2', '$3')}) as active
       from record.generation state
       join projection.credit_summary credit using (workspace_id, generation)
       join projection.credit_set_person person using (workspace_id, credit_set)
       where state.workspace_id = $1 and state.state = 'current' group by person.developer_id
     ), listed as (
       select developer_id, developer.is_bot, last_day, alias.sort_name, coalesce(alias.proper_name, alias.name) as name,
         alias.email
       from person join record.developer using (developer_id)
       join record.alias on alias.workspace_id = $1 and alias.alias_id = developer.shown_alias_id
       where developer.workspace_id = $1 and ${conditions.join(' and ')}
     ), page as (
       select developer_id as id, name, email, is_bot, (${order.key})::text as sort_key from listed
       where $6::text is null or (${order.key}, developer_id) ${order.after}
       order by ${order.key} ${order.direction}, developer_id ${order.direction} limit $8
     )
     select total.total, page.* from (select count(*) as total from listed) total left join page on true`,
    [
      workspaceId,
      activeIn.from,
      activeIn.to,
      listing.search === null ? null : searchPattern(listing.search),
      repositoryId,
      after?.[0] ?? null,
      after?.[1] ?? null,
      listing.limit,
    ],
  );
  const found = rows.flatMap(({ id, name, email, is_bot, sort_key }): ListedDeveloper[] =>
    id === null ? [] : [{ id, name: shownText(name, email), isBot: is_bot, sortKey: sort_key }],
  );
  return { rows: found, totalCount: rows[0]?.total ?? 0 };
}

/** A pattern for LIKE with `!` as its escape. */
function searchPattern(search: string): string {
  return `%${foldText(search.trim()).replace(/[%_!]/g, '!$&')}%`;
}
