import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { type Connection, readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { fileAt, selectFiles } from '../domain/file-selection.ts';
import { authorsOf, isOrphaned } from '../domain/ownership-tree.ts';
import type { RepositoryFileResolvers, RepositoryOrphanedFilesArgs, ResolversTypes } from '../generated/resolvers.ts';
import type { AuthorshipState } from '../store/authorship-cache.ts';
import { fileChanges } from '../store/file-changes.ts';
import { cleanPath, dayOf, filesOfPath, findAuthorship } from './find-authorship.ts';
import type { RepositoryFileParent } from './parents.ts';
import type { ServiceParts } from './service-parts.ts';

type FileConnection = Connection<{ readonly node: RepositoryFileParent }> & { readonly totalCount: number };

/** Which page of files is asked for. */
export interface FilePage {
  readonly path?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Files all of whose authors are inactive, by path. */
export async function resolveOrphanedFiles(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  args: Partial<RepositoryOrphanedFilesArgs>,
): Promise<FileConnection> {
  const state = await findAuthorship(parts, context, repositoryId);
  if (state === undefined) return pageOfFiles(undefined, new Int32Array(), args);
  const { authorship, active } = state;
  const files = filesOfPath(authorship, cleanPath(args.path), args.files ?? 'SOURCE') ?? new Int32Array();
  return pageOfFiles(
    state,
    files.filter((file) => isOrphaned(authorsOf(authorship, file), active)),
    args,
  );
}

/** Source files a person is an author of, by path. */
export async function resolveAuthoredFiles(
  parts: ServiceParts,
  context: ResolverContext,
  developerId: string,
  repositoryId: string,
  page: FilePage,
): Promise<FileConnection> {
  const state = await findAuthorship(parts, context, repositoryId);
  if (state === undefined) return pageOfFiles(undefined, new Int32Array(), page);
  const { authorship } = state;
  const author = authorship.authors.findIndex(({ id }) => id === developerId);
  const files = selectFiles(authorship.files, cleanPath(page.path), 'SOURCE');
  return pageOfFiles(
    state,
    files.filter((file) => authorsOf(authorship, file).includes(author)),
    page,
  );
}

/** One file at the head; null where the head has no such file. */
export async function resolveFile(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  path: string,
  past: string | null | undefined,
): Promise<RepositoryFileParent | null> {
  const state = await findAuthorship(parts, context, repositoryId, past);
  const file = state === undefined ? -1 : fileAt(state.authorship.files, cleanPath(path));
  return state === undefined || file === -1 ? null : { state, file };
}

/** The fields of a file. */
export function repositoryFileResolvers(parts: ServiceParts): RepositoryFileResolvers {
  return {
    path: (parent) => entryOf(parent).path,
    language: (parent) => entryOf(parent).language,
    fileClass: (parent) => entryOf(parent).fileClass,
    authors: (parent) => fileAuthors(parent),
    changes: async (parent, { first: asked, after }, context) => {
      const first = readFirst(asked, 20);
      const key = readCursor(after, ['number', 'string', 'number']);
      const { workspaceId } = context.viewer;
      const { generation } = parent.state.generation;
      const rows = await inWorkspace(parts.pool, workspaceId, (db) =>
        fileChanges(db, workspaceId, generation, entryOf(parent).path, first + 1, key),
      );
      return toConnection(
        rows,
        first,
        ({ changedAt, sha, pathId }) => [changedAt, sha, pathId],
        ({ changedAt, developerIds, ...change }) => ({
          node: {
            ...change,
            changedAt: new Date(changedAt * 1000).toISOString(),
            developers: developerIds.map((id) => ({ id })),
          },
        }),
      );
    },
  };
}

function entryOf({ state, file }: RepositoryFileParent) {
  return state.authorship.files[file] as (typeof state.authorship.files)[number];
}

/** Everybody who ever changed the file, highest degree first. */
function fileAuthors({ state, file }: RepositoryFileParent): Awaited<ResolversTypes['FileAuthor']>[] {
  const { authorship, active } = state;
  const { rowStart, author, degree, highest, isAuthor, created, deliveries, lastAt } = authorship;
  const most = highest[file] as number;
  const authors = [];
  for (let row = rowStart[file] as number; row < (rowStart[file + 1] as number); row++) {
    const who = author[row] as number;
    const degreeOfAuthorship = degree[row] as number;
    authors.push({
      developer: { id: authorship.authors[who]?.id as string },
      degreeOfAuthorship,
      normalized: most > 0 ? Math.max(degreeOfAuthorship / most, 0) : 0,
      isAuthor: isAuthor[row] === 1,
      created: created[row] === 1,
      changes: deliveries[row] as number,
      lastChangedOn: dayOf(lastAt[row] as number),
      isActive: active[who] as boolean,
    });
  }
  return authors.sort(
    (a, b) => b.degreeOfAuthorship - a.degreeOfAuthorship || (a.developer.id < b.developer.id ? -1 : 1),
  );
}

/** A page of files given by ascending index, which is the order of their paths. */
function pageOfFiles(state: AuthorshipState | undefined, files: Int32Array, page: FilePage): FileConnection {
  const first = readFirst(page.first, 50);
  const [after] = readCursor(page.after, ['string']) ?? [];
  const pathOf = (file: number) => state?.authorship.files[file]?.path as string;
  const start = after === undefined ? 0 : files.findIndex((file) => pathOf(file) > after);
  const rows = start === -1 ? [] : Array.from(files.subarray(start, start + first + 1));
  const edges = toConnection(
    rows,
    first,
    (file) => [pathOf(file)],
    (file) => ({ node: { state: state as AuthorshipState, file } }),
  );
  return { ...edges, totalCount: files.length };
}
