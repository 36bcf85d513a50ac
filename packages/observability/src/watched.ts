import { collectDefaultMetrics, Gauge } from 'prom-client';
import { registry } from './registry.ts';

/** Longer than this nobody waits for a reading; the gauge then has no value. */
const READING_MS = 1_000;

/** What of a connection pool is counted; `pg.Pool` has it. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ended: boolean;
}

/** What a worker says of itself; `Worker.getStatus()` of Temporal has it. */
export interface WorkerStatus {
  readonly numInFlightActivities: number;
  readonly numInFlightWorkflowActivations: number;
}

interface Watched {
  readonly status: () => WorkerStatus;
  readonly maxActivities: number;
}

const pools = new Map<Pool, string>();
const workers = new Map<string, Watched>();
const outboxes = new Map<string, () => Promise<number>>();

// Gauges are read when somebody asks for the metrics, and not before.
new Gauge({
  name: 'trellis_database_connections',
  help: 'Connections of PostgreSQL pools by database and state; waiting: requests that wait for one.',
  labelNames: ['database', 'state'] as const,
  registers: [registry],
  collect() {
    this.reset();
    for (const [pool, database] of pools) {
      if (pool.ended) {
        pools.delete(pool);
        continue;
      }
      this.inc({ database, state: 'idle' }, pool.idleCount);
      this.inc({ database, state: 'busy' }, pool.totalCount - pool.idleCount);
      this.inc({ database, state: 'waiting' }, pool.waitingCount);
    }
  },
});
new Gauge({
  name: 'trellis_worker_activities',
  help: 'Activity slots of Temporal workers by queue: how many there are, how many are in use.',
  labelNames: ['queue', 'state'] as const,
  registers: [registry],
  collect() {
    this.reset();
    for (const [queue, { status, maxActivities }] of workers) {
      this.set({ queue, state: 'slots' }, maxActivities);
      this.set({ queue, state: 'running' }, status().numInFlightActivities);
    }
  },
});
new Gauge({
  name: 'trellis_worker_workflow_tasks',
  help: 'Workflow tasks that run now, by queue.',
  labelNames: ['queue'] as const,
  registers: [registry],
  collect() {
    this.reset();
    for (const [queue, { status }] of workers) this.set({ queue }, status().numInFlightWorkflowActivations);
  },
});
new Gauge({
  name: 'trellis_outbox_oldest_seconds',
  help: 'Age of the oldest row of an outbox that is not delivered; 0: everything is.',
  labelNames: ['subgraph'] as const,
  registers: [registry],
  async collect() {
    this.reset();
    const read = async (subgraph: string, ageSeconds: () => Promise<number>) => {
      const age = await withinTime(ageSeconds()).catch(() => undefined);
      if (age !== undefined) this.set({ subgraph }, age);
    };
    await Promise.all([...outboxes].map(([subgraph, ageSeconds]) => read(subgraph, ageSeconds)));
  },
});

/** Counts a pool's connections until it has ended. @param database a fixed word, e.g. the subgraph's name */
export function watchPool(database: string, pool: Pool): void {
  pools.set(pool, database);
}

/** Counts a worker's slots. @returns stop */
export function watchWorker(queue: string, worker: Watched): () => void {
  workers.set(queue, worker);
  return () => void (workers.get(queue) === worker && workers.delete(queue));
}

/** Reads an outbox' lag. @param ageSeconds of its oldest row that is not delivered, 0 without one @returns stop */
export function watchOutbox(subgraph: string, ageSeconds: () => Promise<number>): () => void {
  outboxes.set(subgraph, ageSeconds);
  return () => void (outboxes.get(subgraph) === ageSeconds && outboxes.delete(subgraph));
}

let isWatched = false;

/** Memory, CPU, event-loop lag and garbage collection of this process. */
export function watchProcess(): void {
  if (isWatched) return;
  isWatched = true;
  collectDefaultMetrics({ register: registry });
}

function withinTime(reading: Promise<number>): Promise<number> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the reading took too long')), READING_MS);
  return Promise.race([reading, promise]).finally(() => clearTimeout(timer));
}
