import { readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { ClaimResolvers, DeveloperResolvers, QueryResolvers, ShareResolvers } from '../generated/resolvers.ts';
import { type ClaimRow, findClaimants, findUnverifiedAliases, listClaims } from '../store/claims.ts';
import { loadMember } from './members.ts';
import { readTimeCursor } from './read-input.ts';
import type { ServiceParts } from './service-parts.ts';

/** Who asked to be which person. */
export function claimQueries({ pool }: ServiceParts): Pick<QueryResolvers, 'claims'> {
  return {
    claims: async (_, args, { viewer }) => {
      const first = readFirst(args.first, 50);
      const after = readTimeCursor(args.after);
      const rows = await listClaims(pool, viewer.workspaceId, args.state ?? undefined, first + 1, after);
      return toConnection(rows, first, ({ sortTime, id }) => [sortTime, id]);
    },
  };
}

export function claimResolvers(parts: ServiceParts): ClaimResolvers {
  return {
    member: ({ memberId }, _, context) => loadMember(parts, context, memberId),
    developer: ({ developerId }) => (developerId === null ? null : { id: developerId }),
    requestedAt: ({ requestedAt }) => requestedAt.toISOString(),
    decidedAt: ({ decidedAt }) => decidedAt?.toISOString() ?? null,
    decidedBy: ({ decidedBy }, _, context) => loadMember(parts, context, decidedBy),
    unverifiedAliases: async (claim, _, context) => {
      const loader = context.loader<ClaimRow, string[]>('unverified-aliases', (claims) =>
        findUnverifiedAliases(parts.pool, context.viewer.workspaceId, claims),
      );
      return (await loader.load(claim)).map((id) => ({ id }));
    },
  };
}

export function shareResolvers(parts: ServiceParts): ShareResolvers {
  return {
    with: ({ audience }) => (audience === 'leads' ? 'LEADS' : 'MEMBERS'),
    member: ({ withMemberId }, _, context) => loadMember(parts, context, withMemberId),
    since: ({ since }) => since.toISOString(),
  };
}

/** Whether a member is the person, and who. */
export function claimedDeveloperResolvers(parts: ServiceParts): Pick<DeveloperResolvers, 'isClaimed' | 'claimedBy'> {
  return {
    isClaimed: async ({ id }, _, context) => (await loadClaimant(parts, context, id)) !== null,
    claimedBy: async ({ id }, _, context) => loadMember(parts, context, await loadClaimant(parts, context, id)),
  };
}

function loadClaimant({ pool }: ServiceParts, context: ResolverContext, developerId: string): Promise<string | null> {
  const loader = context.loader<string, string | null>('claimant', (ids) =>
    findClaimants(pool, context.viewer.workspaceId, ids),
  );
  return loader.load(developerId);
}
