import { type OperationParts, operationResolvers } from '@trellis/operations/operation-resolvers.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { developerResolvers } from './developer.ts';
import { resolveDevelopers } from './developers.ts';
import { loadersOf } from './loaders.ts';
import { repositoryResolvers } from './repository.ts';
import { workspaceResolvers } from './workspace.ts';

/** Every field of schema/developers.graphql that needs more than its parent. */
export function createResolvers(parts: OperationParts): Resolvers {
  const { pool } = parts;
  const operations = operationResolvers(parts);
  return {
    Query: {
      developer: (_, { id }, context) => loadersOf(pool, context).developer(id),
      developers: resolveDevelopers(pool),
      identityOperation: (_, { id }, context) => operations.find(id, context),
      identityOperations: (_, { first }, context) => operations.list(first, context),
    },
    Mutation: {
      retryIdentityOperation: (_, { id }, context) => operations.retry(id, context),
    },
    Developer: developerResolvers(pool),
    Alias: {
      __resolveReference: ({ id }, context) => loadersOf(pool, context).alias(id),
      developer: async ({ developerId }, _, context) => {
        const developer = await loadersOf(pool, context).developer(developerId);
        if (developer === null) throw new CodedError('INTERNAL', 'An alias belongs to a developer that is not there.');
        return developer;
      },
    },
    Repository: repositoryResolvers(pool),
    Workspace: workspaceResolvers(pool),
  };
}
