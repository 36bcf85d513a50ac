import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Arena, CONTESTANTS, type ContestantName } from './gateway/contestant.ts';
import { answerOf, loadFor } from './gateway/load.ts';
import { OPERATIONS, type OperationName } from './gateway/operations.ts';
import { startOwnRedis } from './own-redis.ts';

/**
 * Issue's bound: our whole pipeline, with no answer kept, is not slower than the stock pair as documented; for a page also not
 * than that pair over our connections. A question that asks next to nothing shows there what knowing the asker costs.
 */
const OURS: ContestantName = 'trellis';
const NOT_SLOWER_THAN: Readonly<Record<OperationName, readonly ContestantName[]>> = {
  page: ['stock', 'stock-our-transport'],
  small: ['stock'],
};
/** Every contestant in turn, so that a busy machine does not hit one alone; the median counts. */
const ROUNDS = 3;
const WARM_UP_SECONDS = 3;

/** What a contestant does with one operation. */
interface Row {
  readonly contestant: ContestantName;
  readonly operation: OperationName;
  readonly requestsPerSecond: number;
  /** Of the gateway's process alone. */
  readonly cpuMillisPerRequest: number;
}

const args = process.argv.slice(2);
const asJson = args.includes('--json');
const seconds = Number(args[args.indexOf('--seconds') + 1] || 5) || 5;
const children: ChildProcess[] = [];
const redis = await startOwnRedis();
try {
  const rows = await measureAll();
  console.log(asJson ? JSON.stringify(rows) : describe(rows));
  process.exitCode = isWithinBounds(rows) ? 0 : 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
  await redis.remove();
}

async function measureAll(): Promise<Row[]> {
  const subgraphs = await messageOf<Omit<Arena, 'redisUrl'>>(startChild('run-subgraphs.ts'));
  const running = new Map<ContestantName, { url: string; child: ChildProcess }>();
  for (const [index, name] of CONTESTANTS.entries()) {
    const child = startChild('run-contestant.ts', name);
    // Each has a database of its own: what one of them keeps is nothing to another.
    child.send({ ...subgraphs, redisUrl: `${redis.url}/${index}` } satisfies Arena);
    const { url } = await messageOf<{ url: string }>(child);
    running.set(name, { url, child });
  }
  const rows: Row[] = [];
  for (const operation of Object.keys(OPERATIONS) as OperationName[]) {
    await checkSameAnswers(
      [...running.values()].map(({ url }) => url),
      operation,
    );
    const measured = new Map<ContestantName, Row[]>(CONTESTANTS.map((name) => [name, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, { url, child }] of running) {
        if (round === 0) await loadFor(url, operation, WARM_UP_SECONDS);
        else measured.get(name)?.push({ contestant: name, operation, ...(await measure(url, child, operation)) });
      }
    }
    for (const results of measured.values()) rows.push(medianOf(results));
  }
  return rows;
}

async function measure(url: string, child: ChildProcess, operation: OperationName) {
  const before = await cpuOf(child);
  const load = await loadFor(url, operation, seconds);
  const cpuMicros = (await cpuOf(child)) - before;
  return {
    requestsPerSecond: load.requests / load.seconds,
    cpuMillisPerRequest: cpuMicros / 1_000 / load.requests,
  };
}

/** Whoever answers less would win. */
async function checkSameAnswers(urls: readonly string[], operation: OperationName): Promise<void> {
  const answers = await Promise.all(urls.map((url) => answerOf(url, operation)));
  if (!answers.every((answer) => isDeepStrictEqual(answer, answers[0]))) {
    throw new Error(`The contestants answer ${operation} differently.`);
  }
}

function startChild(file: string, ...argv: string[]): ChildProcess {
  const child = fork(path.join(import.meta.dirname, 'gateway', file), argv, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  children.push(child);
  return child;
}

async function messageOf<T>(child: ChildProcess): Promise<T> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(([status]) =>
    Promise.reject(new Error(`A process ended (${status}).`)),
  );
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as T;
  } finally {
    ended.catch(() => undefined);
    waiting.abort();
  }
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu');
  return (await messageOf<{ cpuMicros: number }>(child)).cpuMicros;
}

function medianOf(rows: readonly Row[]): Row {
  const sorted = rows.toSorted((one, other) => one.requestsPerSecond - other.requestsPerSecond);
  return sorted[Math.floor(sorted.length / 2)] as Row;
}

function describe(rows: readonly Row[]): string {
  const lines = ['                              requests/s   ratio    CPU ms/request   ratio'];
  for (const row of rows) {
    const stock = rowOf(rows, 'stock', row.operation);
    const ratio = (one: number, other: number) => `${(one / other).toFixed(2)} ×`.padStart(8);
    lines.push(
      [
        `${row.operation.padEnd(7)}${row.contestant.padEnd(22)}`,
        row.requestsPerSecond.toFixed(0).padStart(10),
        ratio(row.requestsPerSecond, stock.requestsPerSecond),
        row.cpuMillisPerRequest.toFixed(2).padStart(16),
        ratio(row.cpuMillisPerRequest, stock.cpuMillisPerRequest),
      ].join(' '),
    );
  }
  return lines.join('\n');
}

function rowOf(rows: readonly Row[], contestant: ContestantName, operation: OperationName): Row {
  return rows.find((row) => row.contestant === contestant && row.operation === operation) as Row;
}

function isWithinBounds(rows: readonly Row[]): boolean {
  return (Object.keys(OPERATIONS) as OperationName[]).every((operation) => {
    const ours = rowOf(rows, OURS, operation);
    return NOT_SLOWER_THAN[operation].every((name) => {
      const stock = rowOf(rows, name, operation);
      return ours.requestsPerSecond >= stock.requestsPerSecond && ours.cpuMillisPerRequest <= stock.cpuMillisPerRequest;
    });
  });
}
