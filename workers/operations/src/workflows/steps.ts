import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { OperationActivities } from '@trellis/operations/operation.ts';

/** The subgraphs whose activities are served on the queue `analysis`; those of integrations are on `sync`. */
export type AnalysisSubgraph = 'developers' | 'teams' | 'analytics' | 'predictions';
export type AnySubgraph = AnalysisSubgraph | 'integrations';

/** A server that is away comes back; a fault of our own does not, and stops after twenty tries, visibly. */
const retry: NonNullable<ActivityOptions['retry']> = {
  initialInterval: '200ms',
  maximumInterval: '30s',
  maximumAttempts: 20,
  nonRetryableErrorTypes: ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError'],
};

type Untyped = Record<string, (...input: unknown[]) => Promise<unknown>>;
/** Every activity beats once a second: after this long without a beat its worker is dead, and another one takes over. */
const options: ActivityOptions = { startToCloseTimeout: '30min', heartbeatTimeout: '10s', retry };
const onAnalysis = proxyActivities<Untyped>({ taskQueue: 'analysis', ...options });
const onSync = proxyActivities<Untyped>({ taskQueue: 'sync', ...options });

/** The activities of one subgraph, named `<subgraph>.<activity>`, on the queue where they are served. */
export function activitiesOf<T extends object>(subgraph: AnySubgraph): T {
  const served = subgraph === 'integrations' ? onSync : onAnalysis;
  return new Proxy({} as T, { get: (_, activity) => served[`${subgraph}.${String(activity)}`] });
}

/** The rows that tell how an operation stands. */
export const operationRows = (subgraph: AnySubgraph) => activitiesOf<OperationActivities>(subgraph);
