import { CodedError } from '@trellis/service-kit/errors.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import type { Changed } from '../store/team-changes.ts';
import type { TeamRow } from '../store/teams.ts';
import { createSignInLink } from '../store/tokens.ts';
import type { ServiceParts } from './service-parts.ts';

const MAX_NAME = 80;

/** What people change by hand. */
export function mutationResolvers(parts: ServiceParts): MutationResolvers {
  const { changes } = parts;
  return {
    createTeam: async (_, { input }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await changes.createTeam(viewer.workspaceId, readName(input.name))),

    setTeamMembership: async (_, { input }, { viewer }) => {
      const { teamId, developerId, role, from } = input;
      const change = { teamId, developerId, on: from, role: role === 'LEAD' ? 'lead' : 'member' } as const;
      return confirm(parts, viewer.workspaceId, await changes.setMembership(viewer.workspaceId, change));
    },

    endTeamMembership: async (_, { input }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await changes.endMembership(viewer.workspaceId, input)),

    createSignInLink: async (_, __, { viewer }) => {
      const { token, expiresAt } = await createSignInLink(parts.pool, viewer.workspaceId, viewer.memberId);
      return { url: `${parts.publicUrl}/sign-in#${token}`, expiresAt: expiresAt.toISOString() };
    },
  };
}

function readName(text: string): string {
  const name = text.trim();
  const length = [...name].length;
  if (length >= 1 && length <= MAX_NAME && !/\p{Cc}/u.test(name)) return name;
  throw new CodedError(
    'BAD_INPUT',
    `A team's name has 1 to ${MAX_NAME} characters, none of them a control character.`,
    {
      field: 'input.name',
    },
  );
}

/** A change is confirmed once every cache knows that what it holds is older. */
async function confirm(parts: ServiceParts, workspaceId: string, { team, epoch }: Changed): Promise<TeamRow> {
  try {
    await parts.mirrorEpoch(workspaceId, epoch);
  } catch (cause) {
    throw new CodedError('UNAVAILABLE', 'The change is saved, but pages may show the earlier state for a while.', {
      remedy: 'Redis is away; it comes back by itself, or look at its log.',
      cause,
    });
  }
  return team;
}
