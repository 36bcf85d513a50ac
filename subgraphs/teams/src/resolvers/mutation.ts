import type { MutationResolvers } from '../generated/resolvers.ts';
import { createTeam, deleteTeam, endMembership, moveTeam, renameTeam, setMembership } from '../store/team-changes.ts';
import { createSignInLink } from '../store/tokens.ts';
import { claimMutations } from './claim-mutations.ts';
import { confirm } from './confirm.ts';
import { memberMutations } from './member-mutations.ts';
import { readName } from './read-input.ts';
import type { ServiceParts } from './service-parts.ts';
import { signInMutations } from './sign-in-mutations.ts';

/** What people change by hand. */
export function mutationResolvers(parts: ServiceParts): MutationResolvers {
  const { changes } = parts;
  return {
    ...memberMutations(parts),
    ...signInMutations(parts),
    ...claimMutations(parts),

    createTeam: async (_, { input }, { viewer }) => {
      const team = { name: readName(input.name), parentTeamId: input.parentTeamId ?? null };
      return confirm(parts, viewer.workspaceId, await createTeam(changes, viewer, team));
    },

    renameTeam: async (_, { input: { teamId, name } }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await renameTeam(changes, viewer, { teamId, name: readName(name) })),

    moveTeam: async (_, { input: { teamId, parentTeamId } }, { viewer }) =>
      confirm(
        parts,
        viewer.workspaceId,
        await moveTeam(changes, viewer, { teamId, parentTeamId: parentTeamId ?? null }),
      ),

    deleteTeam: async (_, { id }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await deleteTeam(changes, viewer, id)),

    setTeamMembership: async (_, { input }, { viewer }) => {
      const { teamId, developerId, role, from } = input;
      const change = { teamId, developerId, on: from, role: role === 'LEAD' ? 'lead' : 'member' } as const;
      return confirm(parts, viewer.workspaceId, await setMembership(changes, viewer, change));
    },

    endTeamMembership: async (_, { input }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await endMembership(changes, viewer, input)),

    createSignInLink: async (_, __, { viewer }) => {
      const { token, expiresAt } = await createSignInLink(parts.pool, viewer.workspaceId, viewer.memberId);
      return { url: `${parts.publicUrl}/sign-in#${token}`, expiresAt: expiresAt.toISOString() };
    },
  };
}
