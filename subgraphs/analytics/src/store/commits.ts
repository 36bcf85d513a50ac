import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';
import { dayStart } from '../domain/local-time.ts';

/** A commit as it is kept: times in seconds since 1970. */
export interface StoredCommit {
  readonly generation: string;
  readonly sha: string;
  /** Aliases credited, author first. */
  readonly credit: readonly string[];
  readonly authoredAt: number;
  readonly authorOffsetMinutes: number;
  readonly committedAt: number;
  readonly parents: number;
  readonly filesChanged: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
  readonly subject: string;
}

/** The place of a commit in a list: [author time, SHA]. */
export type CommitPlace = readonly [authoredAt: number, sha: string];

export interface CommitPage {
  readonly workspaceId: string;
  readonly generations: readonly string[];
  /** Only commits of these credit sets; absent: everybody's. */
  readonly creditSets?: readonly string[] | undefined;
  readonly window?: DayWindow | undefined;
  /** The page begins after this commit. */
  readonly after?: CommitPlace | undefined;
  readonly limit: number;
}

const COLUMNS = `c.generation, encode(c.sha, 'hex') as sha, c.credit::text[] as credit,
  c.authored_at as "authoredAt", c.author_offset_minutes as "authorOffsetMinutes", c.committed_at as "committedAt",
  c.parents, c.files as "filesChanged", c.lines_added as "linesAdded", c.lines_deleted as "linesDeleted", c.subject`;

/** Git's largest offset is under 100 hours, so a local day lies within five days of the same day in UTC. */
const OFFSET_SLACK_SECONDS = 5 * 86_400;
const FIRST_SECOND = Number.MIN_SAFE_INTEGER;
const LAST_SECOND = Number.MAX_SAFE_INTEGER;

/**
 * Commits newest first by author time and SHA. Reads the page alone, whatever the history: each repository (and credit
 * set) gives its newest from an index, and these few are merged. A commit that several repositories have comes once.
 */
export async function readCommits(db: WorkspaceClient, page: CommitPage): Promise<StoredCommit[]> {
  const { text, values } = commitPageQuery(page);
  const { rows } = await db.query<StoredCommit>(text, values);
  return rows;
}

/** The statement of a page, apart so that a test can hold its plan. */
export function commitPageQuery(page: CommitPage): { readonly text: string; readonly values: unknown[] } {
  const { window, after, creditSets } = page;
  const text = `
    select distinct on ("authoredAt", sha) c.* from unnest($2::uuid[]) as source (generation)
    ${creditSets === undefined ? '' : 'cross join unnest($9::uuid[]) as credited (credit_set)'}
    cross join lateral (
      select ${COLUMNS} from projection.commit c
      where c.workspace_id = $1 and c.generation = source.generation
        ${creditSets === undefined ? '' : 'and c.credit_set = credited.credit_set'}
        and c.authored_at >= $3 and (c.authored_at, c.sha) < ($4, $5::bytea)
        and c.local_day between coalesce($6::date, '-infinity') and coalesce($7::date, 'infinity')
      order by c.authored_at desc, c.sha desc limit $8
    ) c
    order by "authoredAt" desc, sha desc, generation limit $8`;
  const oldest = window === undefined ? FIRST_SECOND : dayStart(window.from) - OFFSET_SLACK_SECONDS;
  const newest = window === undefined ? LAST_SECOND : dayStart(window.to) + 86_400 + OFFSET_SLACK_SECONDS;
  const start = after !== undefined && after[0] <= newest ? after : ([newest, 'ff'.repeat(33)] as const);
  const values = [
    page.workspaceId,
    page.generations,
    oldest,
    start[0],
    `\\x${start[1]}`,
    window?.from ?? null,
    window?.to ?? null,
    page.limit,
    ...(creditSets === undefined ? [] : [creditSets]),
  ];
  return { text, values };
}

/** The commits of one state by their SHAs, in no order; unknown ones are left out. */
export async function readCommitsBySha(
  db: WorkspaceClient,
  workspaceId: string,
  generation: string,
  shas: readonly string[],
): Promise<StoredCommit[]> {
  const { rows } = await db.query<StoredCommit>(
    `select ${COLUMNS} from projection.commit c where c.workspace_id = $1 and c.generation = $2
       and c.sha = any (array(select decode(sha, 'hex') from unnest($3::text[]) as sha))`,
    [workspaceId, generation, shas.filter(isSha)],
  );
  return rows;
}

/** People of aliases, in the order of the aliases; null where an alias is nobody's yet. */
export async function readPeopleOfAliases(
  db: WorkspaceClient,
  workspaceId: string,
  aliasIds: readonly string[],
): Promise<(string | null)[]> {
  const { rows } = await db.query<{ alias_id: string; developer_id: string }>(
    'select alias_id, developer_id from record.alias_person where workspace_id = $1 and alias_id = any ($2::uuid[])',
    [workspaceId, aliasIds],
  );
  const people = new Map(rows.map((row) => [row.alias_id, row.developer_id]));
  return aliasIds.map((alias) => people.get(alias) ?? null);
}

/** Whether a text is a whole SHA, of either of git's formats. */
export function isSha(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
