import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type {
  InvitationResolvers,
  MemberResolvers,
  OwnWorkspaceResolvers,
  QueryResolvers,
} from '../generated/resolvers.ts';
import { type ClaimRow, findOpenClaims } from '../store/claims.ts';
import { listInvitations } from '../store/invitations.ts';
import { findMembers, listMembers, type MemberRow } from '../store/members.ts';
import { readTimeCursor } from './read-input.ts';
import type { ServiceParts } from './service-parts.ts';

export const ROLES = { member: 'MEMBER', admin: 'ADMIN', owner: 'OWNER' } as const;

/** Who may sign in to the workspace, and who is invited. */
export function memberQueries(parts: ServiceParts): Pick<QueryResolvers, 'members' | 'member' | 'invitations'> {
  const { pool } = parts;
  return {
    members: async (_, args, { viewer }) => {
      const first = readFirst(args.first, 50);
      const after = readCursor(args.after, ['string', 'string']);
      const rows = await listMembers(pool, viewer.workspaceId, first + 1, after);
      const page = toConnection(rows, first, ({ sortName, id }) => [sortName, id]);
      return { ...page, totalCount: rows[0]?.total ?? 0 };
    },
    member: (_, { id }, context) => loadMember(parts, context, id),
    invitations: async (_, args, { viewer }) => {
      const first = readFirst(args.first, 50);
      const rows = await listInvitations(pool, viewer.workspaceId, first + 1, readTimeCursor(args.after));
      return toConnection(rows, first, ({ sortTime, id }) => [sortTime, id]);
    },
  };
}

export function memberResolvers(parts: ServiceParts): MemberResolvers {
  return {
    role: ({ role }) => ROLES[role],
    joinedAt: ({ joinedAt }) => joinedAt.toISOString(),
    isViewer: ({ id }, _, { viewer }) => id === viewer.memberId,
    developer: async ({ id }, _, context) => {
      const claim = await loadOpenClaim(parts, context, id);
      return claim?.state === 'CONFIRMED' && claim.developerId !== null ? { id: claim.developerId } : null;
    },
  };
}

export function invitationResolvers(parts: ServiceParts): InvitationResolvers {
  return {
    role: ({ role }) => ROLES[role],
    createdAt: ({ createdAt }) => createdAt.toISOString(),
    expiresAt: ({ expiresAt }) => expiresAt.toISOString(),
    createdBy: ({ createdBy }, _, context) => loadMember(parts, context, createdBy),
    acceptedBy: ({ acceptedBy }, _, context) => loadMember(parts, context, acceptedBy),
  };
}

export const ownWorkspaceResolvers: OwnWorkspaceResolvers = {
  role: ({ role }) => ROLES[role],
  isCurrent: ({ id }, _, { viewer }) => id === viewer.workspaceId,
};

/** A member of the workspace; null for nobody, and for who is no longer one. */
export async function loadMember(
  { pool }: ServiceParts,
  context: ResolverContext,
  id: string | null,
): Promise<MemberRow | null> {
  if (id === null) return null;
  const loader = context.loader<string, MemberRow | null>('member', (ids) =>
    findMembers(pool, context.viewer.workspaceId, ids),
  );
  return loader.load(id);
}

/** What a member asked to be, or is. */
export function loadOpenClaim(
  { pool }: ServiceParts,
  context: ResolverContext,
  memberId: string,
): Promise<ClaimRow | null> {
  const loader = context.loader<string, ClaimRow | null>('open-claim', (ids) =>
    findOpenClaims(pool, context.viewer.workspaceId, ids),
  );
  return loader.load(memberId);
}
