import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readableGeneration } from '@trellis/projection/readable-generations.ts';
import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { type DayWindow, readWindow } from '@trellis/service-kit/window.ts';
import { instantText } from '../domain/local-time.ts';
import { readActivityAmount } from '../store/activity.ts';
import { type CommitPlace, isSha, readCommits, readCommitsBySha, readPeopleOfAliases } from '../store/commits.ts';
import { type ActivitySubject, findActivity } from './find-activity.ts';
import type { CommitParent } from './parents.ts';

const MAX_SHAS = 200;

interface CommitArguments {
  readonly window?: DayWindow | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * A page of commits, newest first: a person's, or all of a repository, bots and merges among them. The count comes from
 * aggregates.
 */
export async function resolveCommits(
  pool: Pool,
  context: ResolverContext,
  subject: ActivitySubject,
  given: CommitArguments,
) {
  const window = readWindow(given.window);
  const first = readFirst(given.first);
  const after = readPlace(given.after);
  const { workspaceId } = context.viewer;
  return inWorkspace(pool, workspaceId, async (db) => {
    const found = await findActivity(db, workspaceId, subject);
    if (found.unavailable !== null) return { ...toConnection([], first, () => []), totalCount: 0 };
    const { scope } = found;
    const isPerson = 'only' in scope.credit;
    const creditSets = 'only' in scope.credit ? scope.credit.only : undefined;
    const { generations } = scope;
    const rows = await readCommits(db, { workspaceId, generations, creditSets, window, after, limit: first + 1 });
    const credit = isPerson ? scope.credit : { except: [] };
    const amount = await readActivityAmount(db, { ...scope, credit, window });
    const repositories = new Map(found.generations.map((one) => [one.generation, one.repositoryId]));
    const commits = rows.map((row) => ({ ...row, repositoryId: repositories.get(row.generation) as string }));
    return {
      ...toConnection(commits, first, (commit) => [commit.authoredAt, commit.sha]),
      totalCount: amount.commits + amount.merges,
    };
  });
}

/**
 * Commits of a repository's current state by SHA, in the order asked for; unknown ones are left out.
 * @throws CodedError BAD_INPUT for more than 200
 */
export async function resolveCommitsBySha(
  pool: Pool,
  context: ResolverContext,
  repositoryId: string,
  shas: readonly string[],
): Promise<CommitParent[]> {
  if (shas.length > MAX_SHAS)
    throw new CodedError('BAD_INPUT', `At most ${MAX_SHAS} SHAs at once, and these are ${shas.length}.`, {
      field: 'shas',
    });
  const { workspaceId } = context.viewer;
  return inWorkspace(pool, workspaceId, async (db) => {
    const state = await readableGeneration(db, workspaceId, repositoryId);
    if (state === undefined) return [];
    const commits = await readCommitsBySha(db, workspaceId, state.generation, shas);
    const bySha = new Map(commits.map((commit) => [commit.sha, { ...commit, repositoryId: state.repositoryId }]));
    return shas.flatMap((sha) => bySha.get(sha) ?? []);
  });
}

/** The fields of a commit that are not stored as they are shown. */
export function commitFields(pool: Pool) {
  return {
    repository: (commit: CommitParent) => ({ id: commit.repositoryId }),
    authoredAt: (commit: CommitParent) => instantText(commit.authoredAt),
    committedAt: (commit: CommitParent) => instantText(commit.committedAt),
    isMerge: (commit: CommitParent) => commit.parents > 1,
    developers: async (commit: CommitParent, _: unknown, context: ResolverContext) => {
      const { workspaceId } = context.viewer;
      const people = context.loader<string, string | null>('person-of-alias', (aliases) =>
        inWorkspace(pool, workspaceId, (db) => readPeopleOfAliases(db, workspaceId, aliases)),
      );
      const ids = await Promise.all(commit.credit.map((alias) => people.load(alias)));
      return [...new Set(ids.filter((id) => id !== null))].map((id) => ({ id }));
    },
  };
}

/** @throws CodedError BAD_INPUT for a cursor that no page of commits gave */
function readPlace(after: string | null | undefined): CommitPlace | undefined {
  const place = readCursor(after, ['number', 'string']);
  if (place === undefined || (Number.isSafeInteger(place[0]) && isSha(place[1]))) return place;
  throw new CodedError('BAD_INPUT', 'after is not a cursor of this list.', { field: 'after' });
}
