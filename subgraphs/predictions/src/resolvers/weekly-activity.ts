import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { botCreditSets, creditSetsOfPeople } from '@trellis/projection/credit-sets.ts';
import { currentGenerations, oldestAsOf } from '@trellis/projection/readable-generations.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { metricFields, unavailable } from '@trellis/service-kit/metric.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { addDays, lastFullWeeks } from '@trellis/service-kit/window.ts';
import { weekSeries } from '../domain/week-series.ts';
import { readActiveWeeks } from '../store/weekly-activity.ts';

const MAX_WEEKS = 1_040;
const METHOD =
  "Commits by ISO week of the author's local day, full weeks only; merges and bots left out, a commit counts once.";

/** Whose weeks: a person's, everywhere or in one repository; else everybody's, but bots'. */
export interface WeekSubject {
  readonly developerId?: string;
  readonly repositoryId?: string | null | undefined;
}

/**
 * The last full weeks before the current one (UTC), weeks without work included.
 * @throws CodedError BAD_INPUT for less than one week or more than twenty years
 */
export async function resolveWeeklyActivity(
  pool: Pool,
  context: ResolverContext,
  { developerId, repositoryId }: WeekSubject,
  weeks: number,
) {
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > MAX_WEEKS)
    throw new CodedError('BAD_INPUT', `weeks must be 1 to ${MAX_WEEKS}, and is ${weeks}.`, { field: 'weeks' });
  const window = lastFullWeeks(context.now, weeks);
  const metric = { window, unit: 'commits', method: METHOD };
  const { workspaceId } = context.viewer;
  return inWorkspace(pool, workspaceId, async (db) => {
    const states = await currentGenerations(db, workspaceId, repositoryId == null ? undefined : [repositoryId]);
    const asOf = oldestAsOf(states);
    if (asOf === undefined)
      return {
        weeks: [],
        ...metricFields({ ...metric, asOf: context.now, sampleSize: 0, unavailable: notImported() }),
      };
    const credit =
      developerId === undefined
        ? { except: await botCreditSets(db, workspaceId) }
        : { only: await creditSetsOfPeople(db, workspaceId, [developerId]) };
    const generations = states.map((one) => one.generation);
    const counted = await readActiveWeeks(db, { workspaceId, generations, credit, window });
    // A person's weeks count that person alone, whoever their commits credit besides.
    const series = weekSeries(
      developerId === undefined ? counted : counted.map((week) => ({ ...week, developers: 1 })),
      window,
    );
    const sampleSize = series.reduce((sum, week) => sum + week.commits, 0);
    const isBehind = asOf.toISOString().slice(0, 10) < addDays(window.to, 1);
    const limitations = isBehind ? [`What happened after ${asOf.toISOString()} was not imported yet.`] : [];
    return { weeks: series, ...metricFields({ ...metric, asOf, sampleSize, limitations }) };
  });
}

function notImported() {
  return unavailable('NOT_IMPORTED', 'Nothing was imported yet.', 'Import a repository, or wait for its first import.');
}
