import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { IdentityAgreementResolvers } from '../generated/resolvers.ts';
import { findClaimants } from '../store/claims.ts';
import type { ServiceParts } from './service-parts.ts';

/** Who has to agree to a change of who is who: an owner, where a member is one of the people. */
export function identityAgreementResolvers(parts: ServiceParts): IdentityAgreementResolvers {
  return {
    __resolveReference: ({ id }) => ({ id }),
    touchesClaimed: async ({ id }, _, context) => (await claimedOf(parts, context, id)).length > 0,
    claimed: async ({ id }, _, context) =>
      (await claimedOf(parts, context, id)).map((developerId) => ({ id: developerId })),
    needs: async ({ id }, _, context) => ((await claimedOf(parts, context, id)).length > 0 ? 'OWNER' : 'ADMIN'),
    explanation: async ({ id }, _, context) =>
      (await claimedOf(parts, context, id)).length > 0
        ? 'A member is one of these people, so an owner decides, and the access log says so.'
        : 'No member is one of these people, so an admin may decide.',
  };
}

/** Which of the people, named by ids with commas between them, a member is. */
async function claimedOf({ pool }: ServiceParts, context: ResolverContext, ids: string): Promise<string[]> {
  const loader = context.loader<string, string | null>('claimant', (asked) =>
    findClaimants(pool, context.viewer.workspaceId, asked),
  );
  const developerIds = ids.split(',');
  const claimants = await Promise.all(developerIds.map((id) => loader.load(id)));
  return developerIds.filter((_, index) => claimants[index] !== null);
}
