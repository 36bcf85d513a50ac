import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { readWindow } from '@trellis/service-kit/window.ts';
import type { RepositoryResolvers } from '../generated/resolvers.ts';
import { listContributors } from '../store/contributors.ts';
import { readLanguagesOfRepository } from '../store/languages.ts';
import { countPeople } from '../store/person-activity.ts';
import { countMetric } from './count-metric.ts';
import { languageMix } from './language-mix.ts';
import { loadersOf, type Pool } from './loaders.ts';

/**
 * Who works on a repository, in which languages. A repository of another workspace and one that was never imported are
 * alike: nothing is known of them here.
 */
export function repositoryResolvers(pool: Pool): RepositoryResolvers {
  return {
    __resolveReference: ({ id }) => ({ id }),

    contributors: async ({ id }, args, context) => {
      const { workspaceId } = context.viewer;
      const first = readFirst(args.first);
      const after = readPlace(args.after);
      const window = readWindow(args.window);
      const { rows, totalCount } = await inWorkspace(pool, workspaceId, (db) =>
        listContributors(db, workspaceId, { repositoryId: id, window, after, limit: first + 1 }),
      );
      return {
        ...toConnection(
          rows,
          first,
          (row) => [row.sortName, row.id],
          (row) => ({
            node: { id: row.id, name: row.name, isBot: false },
            commits: row.commits,
            lastActiveOn: row.lastDay,
          }),
        ),
        totalCount,
      };
    },

    contributorCount: async ({ id }, args, context) =>
      countMetric({
        asOf: await loadersOf(pool, context).asOf(id),
        now: context.now,
        window: readWindow(args.window),
        unit: 'people',
        method: 'People (no bots) named as author or co-author of a commit that is no merge.',
        count: (window) =>
          inWorkspace(pool, context.viewer.workspaceId, (db) =>
            countPeople(db, context.viewer.workspaceId, { repositoryId: id, window }),
          ),
      }),

    languages: async ({ id }, args, context) => {
      const { workspaceId } = context.viewer;
      const window = readWindow(args.window);
      return languageMix({
        asOf: await loadersOf(pool, context).asOf(id),
        now: context.now,
        window,
        amounts: await inWorkspace(pool, workspaceId, (db) => readLanguagesOfRepository(db, workspaceId, id, window)),
        missing: null,
        acrossRepositories: false,
      });
    },
  };
}

/** @throws CodedError BAD_INPUT for a cursor of another list */
function readPlace(after: string | null | undefined): [string, string] | undefined {
  const place = readCursor(after, ['string', 'string']);
  if (place === undefined || isUuid(place[1])) return place;
  throw new CodedError('BAD_INPUT', 'after is not a cursor of this list.', { field: 'after' });
}
