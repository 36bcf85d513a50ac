import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { RemovalPreviewResolvers } from '../generated/resolvers.ts';
import { peopleOnlyIn } from '../store/repository-aliases.ts';
import type { Pool } from './loaders.ts';

/** What removing a repository means for people. */
export function removalPreviewResolvers(pool: Pool): RemovalPreviewResolvers {
  return {
    __resolveReference: ({ repositoryId }) => ({ repositoryId }),
    peopleOnlyHere: async ({ repositoryId }, _, { viewer: { workspaceId } }) =>
      isUuid(repositoryId) ? inWorkspace(pool, workspaceId, (db) => peopleOnlyIn(db, workspaceId, repositoryId)) : 0,
  };
}
