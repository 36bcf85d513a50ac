import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { operationResolvers } from '@trellis/operations/operation-resolvers.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findImportRun } from '../store/import-runs.ts';
import { findRepositoryAt } from '../store/repositories.ts';
import { locateKnown } from './locate.ts';
import { previewRemoval } from './removal.ts';
import { loadRepository } from './repository.ts';
import type { ServiceParts } from './service-parts.ts';
import { pageOfRepositories } from './workspace.ts';

export function queryResolvers(parts: ServiceParts): QueryResolvers {
  const operations = operationResolvers({ pool: parts.pool, poke: parts.pokeOperations });
  return {
    previewRemoval: (_, { repositoryId }, context) => previewRemoval(parts, context, repositoryId),
    maintenanceOperation: (_, { id }, context) => operations.find(id, context),
    maintenanceOperations: (_, { first }, context) => operations.list(first, context),
    repository: async (_, { id }, context) => {
      const row = await loadRepository(parts, context, id);
      return row === undefined ? null : { id: row.id };
    },
    repositoryAt: async (_, { location }, context) => {
      const located = await locateKnown(location);
      if (located === undefined) return null;
      const row = await inWorkspace(parts.pool, context.viewer.workspaceId, (db) =>
        findRepositoryAt(db, located.location),
      );
      return row === undefined ? null : { id: row.id };
    },
    repositories: (_, args, context) => pageOfRepositories(parts, context, args),
    importRun: async (_, { id }, context) => {
      return (await inWorkspace(parts.pool, context.viewer.workspaceId, (db) => findImportRun(db, id))) ?? null;
    },
  };
}
