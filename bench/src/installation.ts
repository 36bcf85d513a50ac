import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRedis } from '@trellis/cache/redis.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { ownProcesses } from './memory.ts';

/** A Trellis of its own, started as `npm start` does it, with its own servers and an empty data folder. */
export interface Installation {
  readonly dataDir: string;
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Posts a body to /graphql as the owner. */
  post(body: Readonly<Record<string, unknown>>): Promise<Response>;
  /** Fills the budgets of sessions and workspaces again: a measurement asks more in a minute than people do. */
  refillBudgets(): Promise<void>;
  stop(): Promise<void>;
}

/** What happens to a connection is seen by whatever is asked over it. */
const quiet = createLogger('silent', 'bench');

const ROOT = path.resolve(import.meta.dirname, '../..');

export async function startInstallation(): Promise<Installation> {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-bench-'));
  // PostgreSQL runs as a user of its own and has to pass through.
  chmodSync(folder, 0o711);
  const dataDir = path.join(folder, 'data');
  const stateFile = path.join(folder, 'state', 'state.json');
  const started = spawn(process.execPath, [path.join(ROOT, 'scripts/start/main.ts'), '--no-import', '--port', '4300'], {
    cwd: ROOT,
    env: { ...process.env, TRELLIS_DATA_DIR: dataDir, TRELLIS_STATE_FILE: stateFile },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await untilReady(started);
  const { url, token } = JSON.parse(readFileSync(stateFile, 'utf8'));
  const redis = await createRedis(settingOf(dataDir, 'TRELLIS_REDIS_URL'), quiet);
  const post = (body: Readonly<Record<string, unknown>>) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-trellis-client': 'bench' },
      body: JSON.stringify(body),
    });
  return {
    dataDir,
    post,
    async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
      const answer = await post({ query, variables });
      const { data, errors } = (await answer.json()) as { data: T; errors?: { message: string }[] };
      if (errors?.[0] !== undefined) throw new Error(errors[0].message);
      return data;
    },
    async refillBudgets() {
      const keys = await redis.keys('budget:*');
      if (keys.length > 0) await redis.del(...keys);
    },
    async stop() {
      redis.disconnect();
      const ended = once(started, 'exit');
      started.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A setting of the processes that were started, as they have it. */
function settingOf(dataDir: string, name: string): string {
  const [pid] = ownProcesses(dataDir);
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

async function untilReady(started: ChildProcess): Promise<void> {
  await Promise.race([
    once(started, 'message'),
    once(started, 'exit').then(([status]) => Promise.reject(new Error(`Trellis did not start (${status}).`))),
  ]);
  // What follows a start (first connections, first compilation) is not the import's.
  await sleep(3_000);
}
