import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { QueryResolvers, ViewerResolvers, WorkspaceResolvers } from '../generated/resolvers.ts';
import { findMemberName, findWorkspace, type WorkspaceRow } from '../store/workspace.ts';
import type { ServiceParts } from './service-parts.ts';

const ROLES = { member: 'MEMBER', admin: 'ADMIN', owner: 'OWNER' } as const;

/** Who is signed in, and where. */
export const viewerQueries: Pick<QueryResolvers, 'viewer' | 'workspace'> = {
  viewer: (_, __, { viewer }) => ({ memberId: viewer.memberId }),
  workspace: (_, __, { viewer }) => ({ id: viewer.workspaceId }),
};

export function viewerResolvers({ pool }: ServiceParts): ViewerResolvers {
  return {
    name: async (_, __, { viewer }) => {
      const name = await findMemberName(pool, viewer.workspaceId, viewer.memberId);
      if (name === undefined) throw new CodedError('UNAUTHENTICATED', 'You are no longer a member of this workspace.');
      return name;
    },
    role: (_, __, { viewer }) => ROLES[viewer.role],
    workspace: (_, __, { viewer }) => ({ id: viewer.workspaceId }),
    solo: (_, __, { viewer }) => viewer.solo,
  };
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
