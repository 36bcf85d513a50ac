import type { Pool } from '@trellis/database/pool.ts';
import { hiddenTeamMetric } from '@trellis/service-kit/team-metrics.ts';
import { readWindow } from '@trellis/service-kit/window.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { emptyCalendar, resolveActivityCalendar } from './activity-calendar.ts';
import { commitFields, resolveCommits, resolveCommitsBySha } from './commits.ts';
import { erasurePreviewResolvers } from './erasure-preview.ts';
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
      activityCalendar: ({ id, memberIds }, { window }, context) => {
        const hidden = hiddenTeamMetric(context.viewer, id, memberIds.length);
        if (hidden !== null) return emptyCalendar(hidden, context.now, readWindow(window));
        return resolveActivityCalendar(pool, context, { people: memberIds }, window);
      },
    },
    ErasurePreview: erasurePreviewResolvers(pool),
    Commit: commitFields(pool),
  };
}
