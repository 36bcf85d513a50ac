import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { RepositoryResolvers } from '../generated/resolvers.ts';
import { latestImportRuns } from '../store/import-runs.ts';
import { currentLimitations } from '../store/limitations.ts';
import { findRepositories, type RepositoryRow } from '../store/repositories.ts';
import { streamsOf } from '../store/streams.ts';
import type { ServiceParts } from './service-parts.ts';

/** Repositories of one request come by one query. */
export function loadRepository(
  parts: ServiceParts,
  context: ResolverContext,
  id: string,
): Promise<RepositoryRow | undefined> {
  const { workspaceId } = context.viewer;
  return context
    .loader<string, RepositoryRow | undefined>('repository', async (ids) => {
      const found = await inWorkspace(parts.pool, workspaceId, (db) => findRepositories(db, ids));
      const byId = new Map(found.map((row) => [row.id, row]));
      return ids.map((wanted) => byId.get(wanted));
    })
    .load(id);
}

export function repositoryResolvers(parts: ServiceParts): RepositoryResolvers {
  const field =
    <T>(pick: (row: RepositoryRow) => T) =>
    async (parent: { id: string }, _: unknown, context: ResolverContext): Promise<T> => {
      const row = await loadRepository(parts, context, parent.id);
      if (row === undefined) throw new Error('The repository was removed while it was read.');
      return pick(row);
    };
  return {
    __resolveReference: async ({ id }, context) => {
      const row = await loadRepository(parts, context, id);
      return row === undefined ? (null as never) : { id: row.id };
    },
    name: field((row) => row.name),
    kind: field((row) => row.kind),
    location: field((row) => row.location),
    branch: field((row) => row.branch),
    headSha: field((row) => row.headSha),
    headCommittedAt: field((row) => row.headAt?.toISOString() ?? null),
    importedAt: field((row) => row.importedAt?.toISOString() ?? null),
    commitCount: field((row) => row.commitCount),
    latestImport: ({ id }, _, context) =>
      context
        .loader('latest-import', async (ids: readonly string[]) => {
          const found = await inWorkspace(parts.pool, context.viewer.workspaceId, (db) => latestImportRuns(db, ids));
          const byRepository = new Map(found.map((run) => [run.repositoryId, run]));
          return ids.map((wanted) => byRepository.get(wanted) ?? null);
        })
        .load(id),
    limitations: ({ id }, _, context) =>
      context
        .loader('limitations', async (ids: readonly string[]) => {
          const found = await inWorkspace(parts.pool, context.viewer.workspaceId, (db) => currentLimitations(db, ids));
          return ids.map((wanted) => found.filter((row) => row.repositoryId === wanted));
        })
        .load(id),
    streams: ({ id }, _, context) =>
      context
        .loader('streams', async (ids: readonly string[]) => {
          const found = await inWorkspace(parts.pool, context.viewer.workspaceId, (db) => streamsOf(db, ids));
          return ids.map((wanted) => found.filter((row) => row.repositoryId === wanted));
        })
        .load(id),
  };
}
