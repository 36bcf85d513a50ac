import type { Pool } from '@trellis/database/pool.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { resolveSimilarWork } from './similar-work.ts';
import { resolveWeeklyActivity } from './weekly-activity.ts';

const YEAR_IN_WEEKS = 52;

/** Every field of schema/predictions.graphql that needs more than its parent. */
export function createResolvers(pool: Pool): Resolvers {
  return {
    Query: {
      similarWork: (_, given, context) => resolveSimilarWork(pool, context, given),
    },
    Developer: {
      __resolveReference: ({ id }) => ({ id }),
      weeklyActivity: ({ id }, { weeks, repositoryId }, context) =>
        resolveWeeklyActivity(pool, context, { developerId: id, repositoryId }, weeks ?? YEAR_IN_WEEKS),
    },
    Repository: {
      __resolveReference: ({ id }) => ({ id }),
      weeklyActivity: ({ id }, { weeks }, context) =>
        resolveWeeklyActivity(pool, context, { repositoryId: id }, weeks ?? YEAR_IN_WEEKS),
    },
    Workspace: {
      __resolveReference: ({ id }, { viewer }) => (id === viewer.workspaceId ? { id } : null),
      weeklyActivity: (_, { weeks }, context) => resolveWeeklyActivity(pool, context, {}, weeks ?? YEAR_IN_WEEKS),
    },
  };
}
