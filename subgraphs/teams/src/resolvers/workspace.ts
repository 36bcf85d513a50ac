import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type {
  ApiTokenResolvers,
  QueryResolvers,
  SignInResolvers,
  ViewerResolvers,
  WorkspaceResolvers,
} from '../generated/resolvers.ts';
import { findOwnWorkspaces, type MemberRow } from '../store/members.ts';
import { listShares } from '../store/shares.ts';
import { listApiTokens, listSignIns } from '../store/sign-ins.ts';
import { findWorkspace, type WorkspaceRow } from '../store/workspace.ts';
import { accessLogPage } from './access-log.ts';
import { loadMember, loadOpenClaim, ROLES } from './members.ts';
import type { ServiceParts } from './service-parts.ts';

/** Who is signed in, and where. */
export const viewerQueries: Pick<QueryResolvers, 'viewer' | 'workspace'> = {
  viewer: (_, __, { viewer }) => ({ memberId: viewer.memberId }),
  workspace: (_, __, { viewer }) => ({ id: viewer.workspaceId }),
};

/** What the viewer has and may; what they see of others is read like everybody else's. */
export function viewerResolvers(parts: ServiceParts): ViewerResolvers {
  const { pool } = parts;
  return {
    name: async (_, __, context) => (await loadSelf(parts, context)).name,
    role: (_, __, { viewer }) => ROLES[viewer.role],
    workspace: (_, __, { viewer }) => ({ id: viewer.workspaceId }),
    solo: (_, __, { viewer }) => viewer.solo,
    member: (_, __, context) => loadSelf(parts, context),
    developer: (_, __, { viewer }) => developerOf(viewer.grants.self[0]),
    claim: (_, __, context) => loadOpenClaim(parts, context, context.viewer.memberId),
    workspaces: (_, __, { viewer }) => findOwnWorkspaces(pool, viewer.workspaceId, viewer.memberId),
    signIns: (_, __, { viewer }) => listSignIns(pool, viewer),
    apiTokens: (_, __, { viewer }) => listApiTokens(pool, viewer),
    shares: (_, __, { viewer }) => listShares(pool, viewer),
    sharedBy: (_, __, { viewer }) => viewer.grants.sharedBy.map((id) => ({ id })),
    accessLog: (_, page, { viewer }) => accessLogPage(parts, viewer.workspaceId, viewer.memberId, page),
  };
}

export const signInResolvers: SignInResolvers = {
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  expiresAt: ({ expiresAt }) => expiresAt.toISOString(),
  isCurrent: ({ id }, _, { viewer }) => id === viewer.signInId,
};

export const apiTokenResolvers: ApiTokenResolvers = {
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  expiresAt: ({ expiresAt }) => expiresAt?.toISOString() ?? null,
  revokedAt: ({ revokedAt }) => revokedAt?.toISOString() ?? null,
};

function developerOf(id: string | undefined): { readonly id: string } | null {
  return id === undefined ? null : { id };
}

async function loadSelf(parts: ServiceParts, context: ResolverContext): Promise<MemberRow> {
  const member = await loadMember(parts, context, context.viewer.memberId);
  if (member === null) throw new CodedError('UNAUTHENTICATED', 'You are no longer a member of this workspace.');
  return member;
}

/** A workspace is seen from within only. */
export function workspaceResolvers(parts: ServiceParts): WorkspaceResolvers {
  return {
    __resolveReference: ({ id }, { viewer }) => (id === viewer.workspaceId ? { id } : null),
    name: async ({ id }, _, context) => (await load(parts, context, id)).name,
    createdAt: async ({ id }, _, context) => (await load(parts, context, id)).createdAt.toISOString(),
    memberCount: async ({ id }, _, context) => (await load(parts, context, id)).memberCount,
  };
}

async function load({ pool }: ServiceParts, context: ResolverContext, id: string): Promise<WorkspaceRow> {
  const loader = context.loader<string, WorkspaceRow | undefined>('workspace', (ids) =>
    Promise.all(ids.map((one) => findWorkspace(pool, one))),
  );
  const workspace = await loader.load(id);
  if (workspace === undefined) throw new CodedError('UNAUTHENTICATED', 'This workspace is no longer there.');
  return workspace;
}
