import type { Resolvers } from '../generated/resolvers.ts';
import { accessChangeResolvers, accessLogQueries } from './access-log.ts';
import { claimedDeveloperResolvers, claimQueries, claimResolvers, shareResolvers } from './claims.ts';
import { developerResolvers } from './developer.ts';
import { erasurePreviewResolvers } from './erasure-preview.ts';
import { repositoryFileResolvers } from './files.ts';
import { identityAgreementResolvers } from './identity-agreement.ts';
import { invitationResolvers, memberQueries, memberResolvers, ownWorkspaceResolvers } from './members.ts';
import { mutationResolvers } from './mutation.ts';
import { repositoryResolvers } from './repository.ts';
import type { ServiceParts } from './service-parts.ts';
import { teamQueries, teamResolvers } from './team.ts';
import { apiTokenResolvers, signInResolvers, viewerQueries, viewerResolvers, workspaceResolvers } from './workspace.ts';

/** Every field of schema/teams.graphql that needs more than its parent. */
export function createResolvers(parts: ServiceParts): Resolvers {
  return {
    Query: {
      ...viewerQueries,
      ...teamQueries(parts),
      ...memberQueries(parts),
      ...claimQueries(parts),
      ...accessLogQueries(parts),
    },
    Mutation: mutationResolvers(parts),
    Viewer: viewerResolvers(parts),
    SignIn: signInResolvers,
    ApiToken: apiTokenResolvers,
    Workspace: workspaceResolvers(parts),
    OwnWorkspace: ownWorkspaceResolvers,
    Member: memberResolvers(parts),
    Invitation: invitationResolvers(parts),
    Claim: claimResolvers(parts),
    IdentityAgreement: identityAgreementResolvers(parts),
    ErasurePreview: erasurePreviewResolvers(parts),
    Share: shareResolvers(parts),
    AccessChange: accessChangeResolvers(parts),
    Team: teamResolvers(parts),
    Developer: { ...developerResolvers(parts), ...claimedDeveloperResolvers(parts) },
    Repository: repositoryResolvers(parts),
    RepositoryFile: repositoryFileResolvers(parts),
  };
}
