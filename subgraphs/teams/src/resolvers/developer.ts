import { readFirst } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { selectFiles } from '../domain/file-selection.ts';
import { type OwnedArea, ownedAreas } from '../domain/owned-areas.ts';
import type { DeveloperResolvers } from '../generated/resolvers.ts';
import { findTeamsOfPeople, type TeamRow } from '../store/teams.ts';
import { resolveAuthoredFiles } from './files.ts';
import { findAuthorship } from './find-authorship.ts';
import type { ServiceParts } from './service-parts.ts';
import { today } from './team.ts';

/** What a person owns, and the teams they are in. */
export function developerResolvers(parts: ServiceParts): DeveloperResolvers {
  return {
    __resolveReference: ({ id }) => ({ id }),
    ownedAreas: ({ id }, { repositoryId, first }, context) =>
      resolveOwnedAreas(parts, context, id, repositoryId, readFirst(first, 20)),
    authoredFiles: ({ id }, { repositoryId, ...page }, context) =>
      resolveAuthoredFiles(parts, context, id, repositoryId, page),
    teams: ({ id }, _, context) => {
      const day = today(context);
      const loader = context.loader<string, TeamRow[]>('teams-of-person', (ids) =>
        findTeamsOfPeople(parts.pool, context.viewer.workspaceId, ids, day),
      );
      return loader.load(id);
    },
  };
}

async function resolveOwnedAreas(
  parts: ServiceParts,
  context: ResolverContext,
  developerId: string,
  repositoryId: string,
  first: number,
): Promise<OwnedArea[]> {
  const state = await findAuthorship(parts, context, repositoryId);
  if (state === undefined) return [];
  const { authorship } = state;
  const author = authorship.authors.findIndex(({ id }) => id === developerId);
  if (author === -1) return [];
  return ownedAreas(authorship, selectFiles(authorship.files, '', 'SOURCE'), author).slice(0, first);
}
