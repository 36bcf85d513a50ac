import { operationResolvers } from '@trellis/operations/operation-resolvers.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { developerResolvers } from './developer.ts';
import { resolveDevelopers } from './developers.ts';
import { duplicateSuggestionResolvers, resolveDuplicateSuggestions } from './duplicate-suggestions.ts';
import { type ErasureParts, erasureMutations, erasurePreviewResolvers, erasureQueries } from './erasure.ts';
import {
  identityDecisionGroupResolvers,
  identityDecisionQueries,
  identityDecisionResolvers,
} from './identity-decisions.ts';
import { identityMutations } from './identity-mutations.ts';
import { identityChangePreviewResolvers, identityPreviews, previewedPersonResolvers } from './identity-previews.ts';
import { loadersOf } from './loaders.ts';
import { removalPreviewResolvers } from './removal-preview.ts';
import { repositoryResolvers } from './repository.ts';
import { workspaceResolvers } from './workspace.ts';

/** Every field of schema/developers.graphql that needs more than its parent. */
export function createResolvers(parts: ErasureParts): Resolvers {
  const { pool } = parts;
  const operations = operationResolvers(parts);
  return {
    Query: {
      developer: (_, { id }, context) => loadersOf(pool, context).developer(id),
      developers: resolveDevelopers(pool),
      identityOperation: (_, { id }, context) => operations.find(id, context),
      duplicateSuggestions: resolveDuplicateSuggestions(pool),
      ...identityPreviews(pool),
      ...identityDecisionQueries(pool),
      ...erasureQueries(parts),
      identityOperations: (_, { first }, context) => operations.list(first, context),
    },
    Mutation: {
      retryIdentityOperation: (_, { id }, context) => operations.retry(id, context),
      ...identityMutations(parts),
      ...erasureMutations(parts),
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
    DuplicateSuggestion: duplicateSuggestionResolvers(pool),
    IdentityDecision: identityDecisionResolvers(pool),
    IdentityDecisionGroup: identityDecisionGroupResolvers(pool),
    IdentityChangePreview: identityChangePreviewResolvers,
    PreviewedPerson: previewedPersonResolvers(pool),
    ErasurePreview: erasurePreviewResolvers(parts),
    RemovalPreview: removalPreviewResolvers(pool),
    Repository: repositoryResolvers(pool),
    Workspace: workspaceResolvers(pool),
  };
}
