import type { RepositoryResolvers } from '../generated/resolvers.ts';
import { resolveBusFactor } from './bus-factor.ts';
import { resolveDirectory } from './directory.ts';
import { resolveFile, resolveOrphanedFiles } from './files.ts';
import { resolveKnowledge } from './knowledge.ts';
import type { ServiceParts } from './service-parts.ts';

/** Authorship of a repository. */
export function repositoryResolvers(parts: ServiceParts): RepositoryResolvers {
  return {
    __resolveReference: ({ id }) => ({ id }),
    busFactor: ({ id }, args, context) => resolveBusFactor(parts, context, id, args),
    knowledge: ({ id }, args, context) => resolveKnowledge(parts, context, id, args),
    directory: ({ id }, args, context) => resolveDirectory(parts, context, id, args),
    orphanedFiles: ({ id }, args, context) => resolveOrphanedFiles(parts, context, id, args),
    file: ({ id }, { path, state }, context) => resolveFile(parts, context, id, path, state),
  };
}
