import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig, SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { createPool, type Pool } from '@trellis/database/pool.ts';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { freePort, returnPort } from '../../scripts/parts/ports.ts';
import { startPostgres } from '../../scripts/parts/postgres.ts';
import { stopProcesses } from '../../scripts/parts/records.ts';
import { startRedis } from '../../scripts/parts/redis.ts';
import type { Service } from '../../scripts/parts/service.ts';
import { startTemporal } from '../../scripts/parts/temporal.ts';
import { makeKeyRing, type Passwords } from '../../scripts/start/data-folder.ts';
import { prepareDatabases } from '../../scripts/start/databases.ts';
import { processEnvironment, startRole } from '../../scripts/start/processes.ts';
import { locateTestPrograms } from '../../scripts/test/servers.ts';

export const PROCESSES = ['api', 'workers', 'postgres', 'redis', 'temporal'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** A whole Trellis in processes of its own on servers of its own, all of them kept on disk as in production, made to be killed. */
export interface CrashingTrellis {
  readonly folder: string;
  readonly workspaceId: string;
  readonly keys: Config['keys'];
  readonly databases: Record<Subgraph, { readonly ownerPool: Pool }>;
  /** Processes that ended though nobody killed them. */
  readonly fell: readonly string[];
  /** Ends a process with SIGKILL, and waits until it is gone. */
  kill(name: ProcessName): Promise<void>;
  /** Starts a process that was killed, and waits until it takes work. */
  start(name: ProcessName): Promise<void>;
  /** Asks through the gateway. @throws where it does not answer, or answers with errors */
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  readonly redisUrl: string;
  /** What Temporal keeps; with it gone, Temporal is as on its first day. */
  readonly temporalFile: string;
  stop(): Promise<void>;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const PASSWORD = 'faults';
/** How long an ended server may keep the next one from starting: its children see its end first. */
const TAKEN_MS = 15_000;

/**
 * @param env further settings of both processes
 * @param storage folder of the objects; below the data folder where absent
 */
export async function startCrashingTrellis(options: {
  readonly env?: Record<string, string>;
  readonly storage?: string;
}): Promise<CrashingTrellis> {
  const programs = await ownPrograms();
  const program = (name: 'postgres' | 'redis' | 'temporal') => {
    const found = programs[name];
    if (found.kind === 'address') throw new Error(`${name} runs elsewhere: it can't be killed.`);
    return found.program;
  };
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'trellis-faults-')));
  chmodSync(folder, 0o711);
  const at = (name: string) => path.join(folder, name);
  const data = {
    path: folder,
    run: at('run'),
    logs: at('logs'),
    storage: options.storage ?? at('storage'),
    keyRingFile: at('keys.json'),
  };
  for (const part of [data.run, data.logs, data.storage, at('clones'), at('temporal')]) {
    mkdirSync(part, { recursive: true, mode: 0o700 });
  }
  makeKeyRing(data);
  const files = (name: string) => ({ logFile: path.join(data.logs, `${name}.log`), runDir: data.run });
  const ports = await choosePorts();
  const running = new Map<ProcessName, Service>();
  const killed = new Set<ProcessName>();
  const fell: string[] = [];
  let stopping = false;

  const starts: Record<ProcessName, () => Promise<Service>> = {
    postgres: () =>
      startPostgres(program('postgres'), {
        folder: at('postgres'),
        password: PASSWORD,
        port: ports.postgres,
        durable: true,
        ...files('postgres'),
      }),
    redis: () =>
      startRedis(program('redis'), {
        folder: at('redis'),
        password: PASSWORD,
        port: ports.redis,
        durable: true,
        ...files('redis'),
      }),
    temporal: () =>
      startTemporal(program('temporal'), { file: temporalFile, port: ports.temporal, ...files('temporal') }),
    api: () => startRole('api', ROOT, data, env),
    workers: () => startRole('workers', ROOT, data, env),
  };
  const temporalFile = at('temporal/temporal.db');
  const redisUrl = `redis://:${PASSWORD}@127.0.0.1:${ports.redis}`;
  const roles = Object.fromEntries(SUBGRAPHS.map((name) => [name, { owner: PASSWORD, service: PASSWORD }]));
  const superuserUrl = `postgres://postgres:${PASSWORD}@127.0.0.1:${ports.postgres}/postgres`;
  let env: Record<string, string> = {};

  const start = async (name: ProcessName): Promise<void> => {
    killed.delete(name);
    const service = await startAgain(name);
    running.set(name, service);
    void service.ended.then((how) => {
      if (!stopping && !killed.has(name)) fell.push(`${name} ended by itself (${how})`);
    });
  };
  const startAgain = async (name: ProcessName): Promise<Service> => {
    const deadline = Date.now() + TAKEN_MS;
    for (;;) {
      if (name in ports) returnPort(ports[name as keyof typeof ports]);
      try {
        return await starts[name]();
      } catch (error) {
        if (name === 'api' || name === 'workers' || Date.now() > deadline) throw error;
        await sleep(200);
      }
    }
  };

  const pools: Pool[] = [];
  const stop = async () => {
    stopping = true;
    await Promise.all(pools.map((pool) => pool.end()));
    await stopProcesses(data.run);
    if (process.env.TRELLIS_FAULT_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
    else console.log(`The data folder stays: ${folder}`);
  };
  const bringUp = async () => {
    await Promise.all([start('postgres'), start('redis'), start('temporal')]);
    const prepared = await prepareDatabases(ROOT, superuserUrl, roles as Passwords['roles']);
    const names = { workspaceName: 'Faults', memberName: 'Operator' };
    const made = await bootstrapOperator(prepared.teams.serviceUrl, names);
    const backends = { databases: prepared, redisUrl, temporalAddress: `127.0.0.1:${ports.temporal}` };
    // Workflows come from the sources: the bundle of the last start may be older.
    env = { ...processEnvironment(ROOT, data, backends, ports.api), NODE_ENV: 'test', ...options.env };
    await Promise.all([start('api'), start('workers')]);
    const databases = SUBGRAPHS.map((name) => {
      const ownerPool = createPool(prepared[name].ownerUrl, 2);
      pools.push(ownerPool);
      return [name, { ownerPool }] as const;
    });
    return { made, databases: Object.fromEntries(databases) as CrashingTrellis['databases'] };
  };
  const { made, databases } = await bringUp().catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  return {
    folder,
    workspaceId: made.workspaceId,
    keys: readConfig(env).keys,
    databases,
    fell,
    redisUrl,
    temporalFile,
    start,
    async kill(name) {
      const service = running.get(name);
      if (service === undefined || killed.has(name)) throw new Error(`${name} does not run.`);
      if (fell.length > 0) throw new Error(fell.join('; '));
      killed.add(name);
      process.kill(service.pid, 'SIGKILL');
      await service.ended;
    },
    async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
      const answer = await fetch(`${env.TRELLIS_PUBLIC_URL}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${made.apiToken}`,
          'x-trellis-client': 'test',
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(10_000),
      });
      const { data, errors } = (await answer.json()) as { data: T; errors?: { message: string }[] };
      if (errors?.[0] !== undefined) throw new Error(errors[0].message);
      return data;
    },
    stop,
  };
}

/** Programs to run: that the servers of the tests run already does not count here. */
async function ownPrograms() {
  const { TRELLIS_TEMPORAL_ADDRESS: shared } = process.env;
  try {
    return await locateTestPrograms(false);
  } finally {
    if (shared !== undefined) process.env.TRELLIS_TEMPORAL_ADDRESS = shared;
  }
}

/**
 * Ports below those that the system gives to outgoing connections: while a server is down, one of these could take its
 * port, or connect to itself.
 */
async function choosePorts() {
  const from = 21_000 + Math.floor(Math.random() * 9_000);
  return {
    postgres: await freePort('PostgreSQL', from),
    redis: await freePort('Redis', from + 100),
    temporal: await freePort('Temporal', from + 200),
    api: await freePort('Trellis', from + 300),
  };
}
