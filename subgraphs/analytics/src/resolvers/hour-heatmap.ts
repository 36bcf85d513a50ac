import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { metricFields } from '@trellis/service-kit/metric.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { type DayWindow, readWindow } from '@trellis/service-kit/window.ts';
import { judgeHours } from '../domain/hour-heatmap.ts';
import { countClockedPeople, readActiveHours, readActivityAmount } from '../store/activity.ts';
import { type ActivitySubject, findActivity } from './find-activity.ts';

const METHOD =
  "Commits by the author's own weekday and hour, from the offset git records; merges, bots and commits made by a forge left out.";

/**
 * Commits by local weekday and hour. Of a repository, it needs five people, unless its viewer is the owner and only
 * member; of a person, the rule on the field decides who may ask.
 */
export async function resolveHourHeatmap(
  pool: Pool,
  context: ResolverContext,
  subject: ActivitySubject,
  given: DayWindow | null | undefined,
) {
  const window = readWindow(given);
  const { workspaceId, solo, role } = context.viewer;
  return inWorkspace(pool, workspaceId, async (db) => {
    const found = await findActivity(db, workspaceId, subject);
    const metric = { unit: 'commits', method: METHOD, window };
    if (found.unavailable !== null)
      return {
        cells: [],
        excludedShare: null,
        ...metricFields({ ...metric, asOf: context.now, sampleSize: 0, unavailable: found.unavailable }),
      };
    const scope = { ...found.scope, window };
    const amount = await readActivityAmount(db, scope);
    const isGroup = 'except' in scope.credit && !(solo && role === 'owner');
    const people = isGroup ? await countClockedPeople(db, scope) : undefined;
    const verdict = judgeHours({ ...amount, people });
    const { unavailable, limitations } = verdict;
    return {
      cells: unavailable === null ? await readActiveHours(db, scope) : [],
      excludedShare: verdict.excludedShare,
      ...metricFields({ ...metric, asOf: found.asOf, sampleSize: amount.clockedCommits, unavailable, limitations }),
    };
  });
}
