import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { type DayWindow, lastFullWeeks, readWindow } from '@trellis/service-kit/window.ts';
import type { WorkspaceResolvers } from '../generated/resolvers.ts';
import { countPeople } from '../store/person-activity.ts';
import { countMetric } from './count-metric.ts';
import { loadersOf, type Pool } from './loaders.ts';

const RECENT_WEEKS = 4;

/** How many people work in the viewer's workspace. */
export function workspaceResolvers(pool: Pool): WorkspaceResolvers {
  return {
    __resolveReference: ({ id }, { viewer }) => (id.toLowerCase() === viewer.workspaceId ? { id } : null),

    activeDevelopers: (_, args, context) =>
      count(context, readWindow(args.window) ?? lastFullWeeks(context.now, RECENT_WEEKS)),

    developerCount: (_, _args, context) => count(context, undefined),
  };

  async function count(context: ResolverContext, days: DayWindow | undefined) {
    const { workspaceId } = context.viewer;
    return countMetric({
      asOf: await loadersOf(pool, context).asOf(null),
      now: context.now,
      window: days,
      unit: 'people',
      method:
        'People (no bots) named as author or co-author of a commit that is no merge; a person counts once, whatever the repositories.',
      count: (window) =>
        inWorkspace(pool, workspaceId, (db) => countPeople(db, workspaceId, { repositoryId: null, window })),
    });
  }
}
