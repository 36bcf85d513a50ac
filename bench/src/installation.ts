import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Trellis of its own, started as `npm start` does it, with its own servers and an empty data folder. */
export interface Installation {
  readonly dataDir: string;
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Posts a body to /graphql as the owner. */
  post(body: Readonly<Record<string, unknown>>): Promise<Response>;
  stop(): Promise<void>;
}

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
    async stop() {
      const ended = once(started, 'exit');
      started.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(started: ChildProcess): Promise<void> {
  await Promise.race([
    once(started, 'message'),
    once(started, 'exit').then(([status]) => Promise.reject(new Error(`Trellis did not start (${status}).`))),
  ]);
  // What follows a start (first connections, first compilation) is not the import's.
  await sleep(3_000);
}
