import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { HeadActivities, IdentityActivities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { SyncActivities } from '@trellis/subgraph-integrations/activities/sync-activities.ts';

/** The subgraphs that project batches; their activities are named `<subgraph>.<activity>` on the analysis queue. */
export const PROJECTIONS = ['developers', 'teams', 'analytics', 'predictions'] as const;
export type Projection = (typeof PROJECTIONS)[number];

/** A server that is away comes back; a fault of our own does not, and stops after twenty tries, visibly. */
const retry: NonNullable<ActivityOptions['retry']> = {
  initialInterval: '200ms',
  maximumInterval: '30s',
  maximumAttempts: 20,
  nonRetryableErrorTypes: ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError'],
};

/** Every activity beats once a second: after this long without a beat its worker is dead, and another one takes over. */
const heartbeatTimeout = '10s';

/** Reading takes as long as the history is. */
export const sync = proxyActivities<SyncActivities>({
  taskQueue: 'sync',
  startToCloseTimeout: '6h',
  heartbeatTimeout,
  retry,
});

/** Writing a row of progress. */
export const record = proxyActivities<SyncActivities>({
  taskQueue: 'sync',
  startToCloseTimeout: '30s',
  heartbeatTimeout,
  retry,
});

const onAnalysis = proxyActivities<Record<string, (input: unknown) => Promise<unknown>>>({
  taskQueue: 'analysis',
  startToCloseTimeout: '30min',
  heartbeatTimeout,
  retry,
});

/** The activities of one subgraph's projection. */
export function projection(name: Projection): ProjectionActivities {
  return new Proxy({} as ProjectionActivities, { get: (_, activity) => onAnalysis[`${name}.${String(activity)}`] });
}

/** What only the developers subgraph does: names, and who is who. */
export const identities = new Proxy({} as IdentityActivities, {
  get: (_, activity) => onAnalysis[`developers.${String(activity)}`],
});

/** What only the teams subgraph does: authorship of the files at the head. */
export const authorship = new Proxy({} as HeadActivities, {
  get: (_, activity) => onAnalysis[`teams.${String(activity)}`],
});
