import { expect, it } from 'vitest';
import { boundedNames, cacheCounter, operationFinished, requestFinished } from './metrics.ts';
import { registry } from './registry.ts';
import { watchOutbox, watchPool, watchWorker } from './watched.ts';

const text = () => registry.metrics();

it('counts hits, misses and skips of a cache apart', async () => {
  const cache = cacheCounter('test');
  cache.hit(3);
  cache.miss();
  cache.skip();
  const metrics = await text();
  expect(metrics).toContain('trellis_cache_reads_total{cache="test",result="hit"} 3');
  expect(metrics).toContain('trellis_cache_reads_total{cache="test",result="miss"} 1');
  expect(metrics).toContain('trellis_cache_reads_total{cache="test",result="skip"} 1');
});

it('keeps known operation names and calls every other one other', async () => {
  const nameOf = boundedNames(['Repository']);
  for (const name of ['Repository', 'ada@example.com', undefined])
    operationFinished({ name: nameOf(name), outcome: 'ok', durationMs: 12, cost: 40 });
  const metrics = await text();
  expect(metrics).toContain('trellis_graphql_operation_seconds_count{operation="Repository",outcome="ok"} 1');
  expect(metrics).toContain('trellis_graphql_operation_seconds_count{operation="other",outcome="ok"} 2');
  expect(metrics).toContain('trellis_graphql_operation_cost_sum{operation="other"} 80');
  expect(metrics).not.toContain('ada@example.com');
});

it('measures requests in seconds, those without a route together', async () => {
  requestFinished({ route: '/graphql', status: 200, durationMs: 250 });
  requestFinished({ route: undefined, status: 404, durationMs: 1 });
  const metrics = await text();
  expect(metrics).toContain('trellis_http_request_seconds_sum{route="/graphql",status="200"} 0.25');
  expect(metrics).toContain('trellis_http_request_seconds_count{route="none",status="404"} 1');
});

it('adds up the pools of a database and forgets one that has ended', async () => {
  const pool = { totalCount: 5, idleCount: 2, waitingCount: 1, ended: false };
  watchPool('analytics', pool);
  watchPool('analytics', { ...pool, waitingCount: 0 });
  expect(await text()).toContain('trellis_database_connections{database="analytics",state="busy"} 6');
  pool.ended = true;
  expect(await text()).toContain('trellis_database_connections{database="analytics",state="busy"} 3');
});

it('tells a worker’s slots from those in use, until it is stopped', async () => {
  const status = () => ({ numInFlightActivities: 3, numInFlightWorkflowActivations: 1 });
  const stop = watchWorker('sync', { status, maxActivities: 4 });
  const metrics = await text();
  expect(metrics).toContain('trellis_worker_activities{queue="sync",state="slots"} 4');
  expect(metrics).toContain('trellis_worker_activities{queue="sync",state="running"} 3');
  stop();
  expect(await text()).not.toContain('queue="sync",state');
});

it('leaves out the lag of an outbox that can’t be read, and gives the others', async () => {
  watchOutbox('teams', () => Promise.reject(new Error('the database is away')));
  watchOutbox('integrations', async () => 12.5);
  const metrics = await text();
  expect(metrics).toContain('trellis_outbox_oldest_seconds{subgraph="integrations"} 12.5');
  expect(metrics).not.toContain('subgraph="teams"');
});
