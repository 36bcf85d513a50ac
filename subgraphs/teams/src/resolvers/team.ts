import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { QueryResolvers, TeamResolvers } from '../generated/resolvers.ts';
import {
  findMemberships,
  findSubTeams,
  findTeams,
  listTeams,
  type MembershipRow,
  type TeamRow,
} from '../store/teams.ts';
import { resolveTeamBusFactor } from './bus-factor.ts';
import type { ServiceParts } from './service-parts.ts';

/** A team by its id, and who is in it. */
export function teamResolvers(parts: ServiceParts): TeamResolvers {
  return {
    __resolveReference: ({ id }, context) => loadTeam(parts, context, id),
    parent: ({ parentTeamId }, _, context) => (parentTeamId === null ? null : loadTeam(parts, context, parentTeamId)),
    subTeams: ({ id }, _, context) => {
      const loader = context.loader<string, TeamRow[]>('sub-teams', (ids) =>
        findSubTeams(parts.pool, context.viewer.workspaceId, ids),
      );
      return loader.load(id);
    },
    memberships: async ({ id }, { on }, context) => {
      const rows = await loadMemberships(parts, context, id, on ?? today(context));
      return rows.map(({ developerId, role, from, until }) => ({
        developer: { id: developerId },
        role: role === 'lead' ? 'LEAD' : 'MEMBER',
        from,
        until,
      }));
    },
    memberIds: async ({ id }, _, context) => memberIds(await loadMemberships(parts, context, id, today(context))),
    busFactor: async ({ id }, { repositoryId, files }, context) => {
      const team = { id, memberIds: memberIds(await loadMemberships(parts, context, id, today(context))) };
      return resolveTeamBusFactor(parts, context, repositoryId, team, files ?? 'SOURCE');
    },
  };
}

/** Teams of the workspace. */
export function teamQueries(parts: ServiceParts): Pick<QueryResolvers, 'team' | 'teams'> {
  return {
    team: async (_, { id }, context) => (await loadTeam(parts, context, id)) ?? null,
    teams: async (_, args, context) => {
      const first = readFirst(args.first, 50);
      const after = readCursor(args.after, ['string', 'string']);
      const rows = await listTeams(parts.pool, context.viewer.workspaceId, first + 1, after);
      return toConnection(rows, first, ({ sortName, id }) => [sortName, id]);
    },
  };
}

/** Today in UTC, YYYY-MM-DD. */
export function today({ now }: ResolverContext): string {
  return now.toISOString().slice(0, 10);
}

function loadTeam({ pool }: ServiceParts, context: ResolverContext, id: string): Promise<TeamRow | null> {
  const loader = context.loader<string, TeamRow | null>('team', async (ids) => {
    const rows = await findTeams(pool, context.viewer.workspaceId, ids);
    return rows.map((row) => row ?? null);
  });
  return loader.load(id);
}

function loadMemberships({ pool }: ServiceParts, context: ResolverContext, teamId: string, on: string) {
  const loader = context.loader<string, MembershipRow[]>(`memberships:${on}`, (ids) =>
    findMemberships(pool, context.viewer.workspaceId, ids, on),
  );
  return loader.load(teamId);
}

function memberIds(rows: readonly MembershipRow[]): string[] {
  return rows.map(({ developerId }) => developerId);
}
