import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { isCalendarDay } from '@trellis/service-kit/scalars.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { listDevelopers } from '../store/developer-list.ts';
import { activeWindow, type Pool } from './loaders.ts';

const LONGEST_SEARCH = 200;

/** People of the workspace, searched, filtered, sorted and paged. */
export function resolveDevelopers(pool: Pool): NonNullable<QueryResolvers['developers']> {
  return async (_, args, context) => {
    const { workspaceId } = context.viewer;
    const first = readFirst(args.first);
    const sort = args.sort ?? 'NAME';
    const after = readPlace(args.after, sort);
    const { rows, totalCount } = await inWorkspace(pool, workspaceId, (db) =>
      listDevelopers(db, workspaceId, {
        search: readSearch(args.search),
        repositoryId: args.repositoryId ?? null,
        activity: args.activity ?? 'ALL',
        activeIn: activeWindow(context.now),
        includeBots: args.includeBots ?? false,
        sort,
        after,
        limit: first + 1,
      }),
    );
    return {
      ...toConnection(
        rows,
        first,
        ({ sortKey, id }) => [sortKey, id],
        ({ id, name, isBot }) => ({ node: { id, name, isBot } }),
      ),
      totalCount,
    };
  };
}

/** @throws CodedError BAD_INPUT for a cursor of another list or order */
function readPlace(after: string | null | undefined, sort: 'NAME' | 'LAST_ACTIVITY'): [string, string] | undefined {
  const place = readCursor(after, ['string', 'string']);
  if (place === undefined || (isUuid(place[1]) && (sort === 'NAME' || isCalendarDay(place[0])))) return place;
  throw new CodedError('BAD_INPUT', 'after is not a cursor of this list.', { field: 'after' });
}

/** PostgreSQL's text has no NUL, so no name has one. @throws CodedError BAD_INPUT for a text that no name could hold */
function readSearch(search: string | null | undefined): string | null {
  if (search == null || search.trim() === '') return null;
  if (search.length <= LONGEST_SEARCH && !search.includes('\0')) return search;
  throw new CodedError('BAD_INPUT', `search must be at most ${LONGEST_SEARCH} characters of text.`, {
    field: 'search',
  });
}
