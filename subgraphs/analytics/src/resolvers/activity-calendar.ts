import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { metricFields, type Unavailable } from '@trellis/service-kit/metric.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { type DayWindow, readWindow } from '@trellis/service-kit/window.ts';
import { activityCalendar, calendarReach } from '../domain/activity-calendar.ts';
import { readActiveDays, readActivityAmount } from '../store/activity.ts';
import { type ActivitySubject, findActivity } from './find-activity.ts';

const METHOD =
  "Commits on the author's local day, merges and bots left out, a commit once; lines added and deleted are those of source files.";

/** Commits by local day of a person, team, repository or the whole workspace. */
export async function resolveActivityCalendar(
  pool: Pool,
  context: ResolverContext,
  subject: ActivitySubject,
  given: DayWindow | null | undefined,
) {
  const window = readWindow(given);
  const { workspaceId } = context.viewer;
  return inWorkspace(pool, workspaceId, async (db) => {
    const found = await findActivity(db, workspaceId, subject);
    if (found.unavailable !== null) return emptyCalendar(found.unavailable, context.now, window);
    const days = await readActiveDays(db, { ...found.scope, window: calendarReach(window) });
    const amount = await readActivityAmount(db, { ...found.scope, window });
    const calendar = activityCalendar(days, window);
    const limitations = [];
    if (amount.shared > 0)
      limitations.push(`${amount.shared} commits are in several repositories that share history; each counts once.`);
    if (amount.commits > 2 * amount.clockedCommits)
      limitations.push('Over half of the commits were made by a forge: their day is that of the merge.');
    return {
      ...calendar,
      ...metricFields({
        asOf: found.asOf,
        sampleSize: calendar.total,
        unit: 'commits',
        method: METHOD,
        window,
        limitations,
      }),
    };
  });
}

/** A calendar that says why it is empty. */
export function emptyCalendar(reason: Unavailable, now: Date, window: DayWindow | undefined) {
  return {
    days: [],
    total: 0,
    previousTotal: null,
    ...metricFields({ asOf: now, sampleSize: 0, unit: 'commits', method: METHOD, window, unavailable: reason }),
  };
}
