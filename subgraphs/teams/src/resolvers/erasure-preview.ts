import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { ErasurePreviewResolvers } from '../generated/resolvers.ts';
import { findClaimants } from '../store/claims.ts';
import { personalRows } from '../store/erase.ts';
import type { ErasurePreviewParent } from './parents.ts';
import type { ServiceParts } from './service-parts.ts';

/** What erasing a person takes from teams, and what stands in its way: a member who is this person. */
export function erasurePreviewResolvers({ pool }: ServiceParts): ErasurePreviewResolvers {
  const rows = ({ developerId }: ErasurePreviewParent, { viewer, loader }: ResolverContext) =>
    loader('personal-rows', (ids: readonly string[]) =>
      inWorkspace(pool, viewer.workspaceId, async (db) => {
        const found = [];
        for (const id of ids) found.push(await personalRows(db, viewer.workspaceId, id));
        return found;
      }),
    ).load(developerId);
  return {
    __resolveReference: ({ developerId }) => (isUuid(developerId) ? { developerId } : (null as never)),
    memberships: async (parent, _, context) => (await rows(parent, context)).memberships,
    claims: async (parent, _, context) => (await rows(parent, context)).claims,
    obstacle: async ({ developerId }, _, { viewer }) => {
      const [memberId] = await findClaimants(pool, viewer.workspaceId, [developerId]);
      if (memberId == null) return null;
      if (memberId === viewer.memberId)
        return {
          code: 'CLAIMED_BY_VIEWER',
          text: 'You are this person.',
          remedy: 'End your claim first, or have another owner remove you from the workspace.',
        };
      return {
        code: 'CLAIMED_BY_MEMBER',
        text: 'A member of the workspace is this person.',
        remedy: 'Remove the member from the workspace, or end their claim, first.',
      };
    },
  };
}
