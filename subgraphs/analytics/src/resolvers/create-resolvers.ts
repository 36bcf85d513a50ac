import type { Pool } from '@trellis/database/pool.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { resolveActivityCalendar } from './activity-calendar.ts';
import { commitFields, resolveCommits, resolveCommitsBySha } from './commits.ts';
import { resolveHourHeatmap } from './hour-heatmap.ts';

/** Every field of schema/analytics.graphql that needs more than its parent. */
export function createResolvers(pool: Pool): Resolvers {
  return {
    Query: {
      commit: async (_, { repositoryId, sha }, context) =>
        (await resolveCommitsBySha(pool, context, repositoryId, [sha]))[0] ?? null,
    },
    Developer: {
      __resolveReference: ({ id }) => ({ id }),
      activityCalendar: ({ id }, { window, repositoryId }, context) =>
        resolveActivityCalendar(pool, context, { people: [id], repositoryId }, window),
      hourHeatmap: ({ id }, { window, repositoryId }, context) =>
        resolveHourHeatmap(pool, context, { people: [id], repositoryId }, window),
      commits: ({ id }, { repositoryId, ...page }, context) =>
        resolveCommits(pool, context, { people: [id], repositoryId }, page),
    },
    Repository: {
      __resolveReference: ({ id }) => ({ id }),
      activityCalendar: ({ id }, { window, state }, context) =>
        resolveActivityCalendar(pool, context, { repositoryId: id, state }, window),
      hourHeatmap: ({ id }, { window, state }, context) =>
        resolveHourHeatmap(pool, context, { repositoryId: id, state }, window),
      commits: ({ id }, { state, ...page }, context) =>
        resolveCommits(pool, context, { repositoryId: id, state }, page),
      commitsBySha: ({ id }, { shas }, context) => resolveCommitsBySha(pool, context, id, shas),
    },
    Workspace: {
      __resolveReference: ({ id }, { viewer }) => (id === viewer.workspaceId ? { id } : null),
      activityCalendar: (_, { window }, context) => resolveActivityCalendar(pool, context, 'workspace', window),
    },
    Team: {
      __resolveReference: ({ id, memberIds }) => ({ id, memberIds: memberIds ?? [] }),
      activityCalendar: ({ memberIds }, { window }, context) =>
        resolveActivityCalendar(pool, context, { people: memberIds }, window),
    },
    Commit: commitFields(pool),
  };
}
