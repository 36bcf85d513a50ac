import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { MutationResolvers, WorkspaceRole } from '../generated/resolvers.ts';
import { createInvitation, findInvitation, revokeInvitation } from '../store/invitations.ts';
import {
  changeMemberRole,
  createWorkspace,
  leaveWorkspace,
  removeMember,
  renameWorkspace,
} from '../store/member-changes.ts';
import type { MemberRow } from '../store/members.ts';
import { confirm } from './confirm.ts';
import { loadMember } from './members.ts';
import { readDays, readName } from './read-input.ts';
import type { ServiceParts } from './service-parts.ts';

const ROLE_OF: Record<WorkspaceRole, MemberRow['role']> = { MEMBER: 'member', ADMIN: 'admin', OWNER: 'owner' };
const MAX_INVITATION_DAYS = 30;

type MemberMutations = Pick<
  MutationResolvers,
  | 'createWorkspace'
  | 'renameWorkspace'
  | 'createInvitation'
  | 'revokeInvitation'
  | 'changeMemberRole'
  | 'removeMember'
  | 'leaveWorkspace'
>;

/** Workspaces, and who is in them. */
export function memberMutations(parts: ServiceParts): MemberMutations {
  const { changes, pool } = parts;
  return {
    createWorkspace: async (_, { input }, { viewer }) => {
      const made = await createWorkspace(changes, viewer, readName(input.name));
      return { ...(await confirm(parts, viewer.workspaceId, made)), role: 'owner' };
    },

    renameWorkspace: async (_, { input }, { viewer }) => {
      await confirm(parts, viewer.workspaceId, await renameWorkspace(changes, viewer, readName(input.name)));
      return { id: viewer.workspaceId };
    },

    createInvitation: async (_, { input }, { viewer }) => {
      const invited = { role: ROLE_OF[input.role], days: readDays(input.expiresInDays ?? 7, MAX_INVITATION_DAYS) };
      const { id, token } = await confirm(parts, viewer.workspaceId, await createInvitation(changes, viewer, invited));
      return {
        url: `${parts.publicUrl}/invitation#${token}`,
        invitation: await findInvitation(pool, viewer.workspaceId, id),
      };
    },

    revokeInvitation: async (_, { id }, { viewer }) => {
      const revoked = await confirm(parts, viewer.workspaceId, await revokeInvitation(changes, viewer, id));
      return findInvitation(pool, viewer.workspaceId, revoked);
    },

    changeMemberRole: async (_, { input: { memberId, role } }, context) => {
      const changed = await changeMemberRole(changes, context.viewer, { memberId, role: ROLE_OF[role] });
      return requireMember(parts, context, await confirm(parts, context.viewer.workspaceId, changed));
    },

    removeMember: async (_, { id }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await removeMember(changes, viewer, id)),

    leaveWorkspace: async (_, __, { viewer }) =>
      confirm(parts, viewer.workspaceId, await leaveWorkspace(changes, viewer)),
  };
}

async function requireMember(parts: ServiceParts, context: ResolverContext, id: string): Promise<MemberRow> {
  const member = await loadMember(parts, context, id);
  if (member === null) throw new CodedError('NOT_FOUND', 'The member has left meanwhile.', { field: 'input.memberId' });
  return member;
}
