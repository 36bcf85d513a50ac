import type { Subgraph } from '@trellis/config/config.ts';
import { Counter, Histogram } from 'prom-client';
import { registry, SECONDS } from './registry.ts';

// Each instrument is made once per process. Labels take values out of a closed set: never an id, a name, an address or a text
// that a client chose.

const requests = new Histogram({
  name: 'trellis_http_request_seconds',
  help: 'Duration of HTTP requests by route pattern and status.',
  labelNames: ['route', 'status'] as const,
  buckets: SECONDS,
  registers: [registry],
});
const operations = new Histogram({
  name: 'trellis_graphql_operation_seconds',
  help: 'Duration of GraphQL operations by known name and outcome.',
  labelNames: ['operation', 'outcome'] as const,
  buckets: SECONDS,
  registers: [registry],
});
const costs = new Histogram({
  name: 'trellis_graphql_operation_cost',
  help: 'Cost of GraphQL operations in points: objects that the operation may return.',
  labelNames: ['operation'] as const,
  buckets: [1, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000],
  registers: [registry],
});
const subgraphCalls = new Histogram({
  name: 'trellis_subgraph_call_seconds',
  help: 'Duration of calls of the gateway to subgraphs, in process or over HTTP.',
  labelNames: ['subgraph', 'outcome'] as const,
  buckets: SECONDS,
  registers: [registry],
});
const resolvers = new Histogram({
  name: 'trellis_resolver_seconds',
  help: 'Duration of resolvers that wait for something; below the roots a sample of the calls.',
  labelNames: ['subgraph', 'field'] as const,
  buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
  registers: [registry],
});
const batches = new Histogram({
  name: 'trellis_batch_apply_seconds',
  help: 'Duration of the projection of one batch by subgraph.',
  labelNames: ['subgraph'] as const,
  buckets: SECONDS,
  registers: [registry],
});
const batchCommits = new Counter({
  name: 'trellis_batch_commits_total',
  help: 'Commits in the batches that were projected, by subgraph.',
  labelNames: ['subgraph'] as const,
  registers: [registry],
});
const activities = new Histogram({
  name: 'trellis_activity_seconds',
  help: 'Duration of Temporal activities by queue, activity and outcome.',
  labelNames: ['queue', 'activity', 'outcome'] as const,
  buckets: SECONDS,
  registers: [registry],
});
const cacheReads = new Counter({
  name: 'trellis_cache_reads_total',
  help: 'Reads of caches by cache and result: hit, miss, or skip where nothing may be cached.',
  labelNames: ['cache', 'result'] as const,
  registers: [registry],
});

/** How an operation ended: whole, with errors in parts of it, refused before it ran, or failed on our side. */
export type OperationOutcome = 'ok' | 'partial' | 'refused' | 'failed';

/** An HTTP request was answered. @param request.route its pattern, e.g. `/assets/:file`; undefined: there is none for it */
export function requestFinished(request: { route: string | undefined; status: number; durationMs: number }): void {
  const labels = { route: request.route ?? 'none', status: String(request.status) };
  requests.observe(labels, request.durationMs / 1000);
}

/**
 * A GraphQL operation was answered.
 * @param operation.name out of a closed set; use `boundedNames`
 * @param operation.cost points; undefined where it was refused before its cost was known
 */
export function operationFinished(operation: {
  name: string;
  outcome: OperationOutcome;
  durationMs: number;
  cost: number | undefined;
}): void {
  const { name, outcome, durationMs, cost } = operation;
  operations.observe({ operation: name, outcome }, durationMs / 1000);
  if (cost !== undefined) costs.observe({ operation: name }, cost);
}

/** The gateway got an answer of a subgraph, or none. */
export function subgraphCallFinished(call: { subgraph: string; outcome: 'ok' | 'failed'; durationMs: number }): void {
  subgraphCalls.observe({ subgraph: call.subgraph, outcome: call.outcome }, call.durationMs / 1000);
}

/** Where the durations of one field's resolver go; made once a field, since finding labels costs more than observing. */
export function resolverTimer(subgraph: string, field: string): (durationMs: number) => void {
  const histogram = resolvers.labels({ subgraph, field });
  return (durationMs) => histogram.observe(durationMs / 1000);
}

/** A batch was projected and committed. @param batch.commits in it */
export function batchApplied(batch: { subgraph: Subgraph; commits: number; durationMs: number }): void {
  batches.observe({ subgraph: batch.subgraph }, batch.durationMs / 1000);
  batchCommits.inc({ subgraph: batch.subgraph }, batch.commits);
}

/** An activity ended on this worker. @param activity.name as it is registered with the worker */
export function activityFinished(activity: {
  queue: string;
  name: string;
  outcome: 'succeeded' | 'failed' | 'cancelled';
  durationMs: number;
}): void {
  const { queue, name, outcome, durationMs } = activity;
  activities.observe({ queue, activity: name, outcome }, durationMs / 1000);
}

/** What one cache counts; its hit rate is hits / (hits + misses). */
export interface CacheCounter {
  hit(count?: number): void;
  miss(count?: number): void;
  /** Something that must not be cached, or could not be (Redis away, a stale replica). */
  skip(count?: number): void;
}

/** The counters of a cache. @param cache a fixed word, e.g. `response`, `entity`, `plan` */
export function cacheCounter(cache: string): CacheCounter {
  const [hits, misses, skips] = ['hit', 'miss', 'skip'].map((result) => cacheReads.labels({ cache, result }));
  return {
    hit: (count = 1) => hits?.inc(count),
    miss: (count = 1) => misses?.inc(count),
    skip: (count = 1) => skips?.inc(count),
  };
}

/** Makes names that clients choose into labels: those that are known stay, every other is `other`. */
export function boundedNames(known: Iterable<string>): (name: string | undefined) => string {
  const names = new Set(known);
  return (name) => (name !== undefined && names.has(name) ? name : 'other');
}
