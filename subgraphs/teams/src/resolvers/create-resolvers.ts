import type { Resolvers } from '../generated/resolvers.ts';
import { developerResolvers } from './developer.ts';
import { repositoryFileResolvers } from './files.ts';
import { mutationResolvers } from './mutation.ts';
import { repositoryResolvers } from './repository.ts';
import type { ServiceParts } from './service-parts.ts';
import { teamQueries, teamResolvers } from './team.ts';
import { viewerQueries, viewerResolvers, workspaceResolvers } from './workspace.ts';

/** Every field of schema/teams.graphql that needs more than its parent. */
export function createResolvers(parts: ServiceParts): Resolvers {
  return {
    Query: { ...viewerQueries, ...teamQueries(parts) },
    Mutation: mutationResolvers(parts),
    Viewer: viewerResolvers(parts),
    Workspace: workspaceResolvers(parts),
    Team: teamResolvers(parts),
    Developer: developerResolvers(parts),
    Repository: repositoryResolvers(parts),
    RepositoryFile: repositoryFileResolvers(parts),
  };
}
