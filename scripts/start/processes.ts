import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { QUEUES, SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { freePort } from '../parts/ports.ts';
import { type Service, startService, untilReady } from '../parts/service.ts';
import type { DataFolder } from './data-folder.ts';

/** Where the servers are that both processes use. */
export interface Backends {
  readonly databases: Record<Subgraph, { readonly serviceUrl: string }>;
  readonly redisUrl: string;
  readonly temporalAddress: string;
}

/** The API process (gateway and subgraphs) and the worker process. */
export interface Processes {
  readonly url: string;
  /** Where each process tells how it is: /metrics, /healthz and /readyz. */
  readonly management: { readonly api: string; readonly workers: string };
  /** Resolves with what happened when a process has ended too often to be started again. */
  readonly failed: Promise<string>;
  /** From now on, a process that ends stays ended. */
  letEnd(): void;
}

const ROLES = {
  api: ['gateway', ...SUBGRAPHS].join(','),
  workers: QUEUES.map((queue) => `${queue}-worker`).join(','),
} as const;

/** A process that ends unexpectedly is started again, unless it did so this often within this time. */
const RESTARTS = { most: 5, withinMs: 60_000 };

/** Where Prometheus usually finds an application; the API takes this port, the workers the next that is free. */
const MANAGEMENT_PORT = 9464;

/** Starts the API process and the worker process, and waits until both take work. */
export async function startProcesses(
  root: string,
  folder: DataFolder,
  backends: Backends,
  preferredPort: number,
): Promise<Processes> {
  const port = await freePort('Trellis', preferredPort);
  const apiPort = await freePort('the metrics server of the API', MANAGEMENT_PORT);
  const workersPort = await freePort('the metrics server of the workers', MANAGEMENT_PORT + 1);
  const env = processEnvironment(root, folder, backends, port);
  const managedAt = (at: number) => ({ ...env, TRELLIS_MANAGEMENT_PORT: String(at) });
  const [api, workers] = await Promise.all([
    supervise('api', () => startRole('api', root, folder, managedAt(apiPort))),
    supervise('workers', () => startRole('workers', root, folder, managedAt(workersPort))),
  ]);
  return {
    url: env.TRELLIS_PUBLIC_URL as string,
    management: { api: `http://127.0.0.1:${apiPort}`, workers: `http://127.0.0.1:${workersPort}` },
    failed: Promise.race([api.failed, workers.failed]),
    letEnd() {
      api.letEnd();
      workers.letEnd();
    },
  };
}

/** Starts one of the two processes, and waits until it takes work. */
export async function startRole(
  name: keyof typeof ROLES,
  root: string,
  folder: DataFolder,
  env: Record<string, string>,
): Promise<Service> {
  const logFile = join(folder.logs, `${name}.log`);
  const service = await startService({
    name,
    command: process.execPath,
    args: [join(root, 'service.ts')],
    env: { ...env, TRELLIS_ROLES: ROLES[name] },
    cwd: root,
    logFile,
    runDir: folder.run,
    // Longer than the service itself takes at most.
    stopWithinMs: 35_000,
    saysReady: true,
  });
  const ready = async () => {
    if (!service.isReady()) throw new Error('it has not said that it is ready');
    if (name === 'api') await expectOk(`${env.TRELLIS_PUBLIC_URL}/readyz`);
  };
  await untilReady(service, logFile, ready, 120_000);
  return service;
}

function expectOk(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { timeout: 5000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${url} answers ${response.statusCode}`));
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not answer`)));
    request.on('error', reject);
  });
}

/** Keeps a process running: one that ends by itself is started again, and said. */
async function supervise(name: string, start: () => Promise<Service>) {
  const ends: number[] = [];
  let ending = false;
  let current = start();
  await current;
  const failed = new Promise<string>((resolve) => {
    const watch = async () => {
      const how = await (await current).ended;
      if (ending) return;
      ends.push(Date.now());
      if (ends.filter((at) => at > Date.now() - RESTARTS.withinMs).length > RESTARTS.most) {
        resolve(`The ${name} process keeps ending (${how}).`);
        return;
      }
      console.error(`The ${name} process ended (${how}) and is started again.`);
      await sleep(500);
      if (ending) return;
      current = start();
      await watch();
    };
    watch().catch((error: Error) => resolve(error.message));
  });
  return {
    failed,
    letEnd() {
      ending = true;
    },
  };
}

/** The environment of both processes; where they run differs by their roles only. */
export function processEnvironment(
  root: string,
  folder: DataFolder,
  backends: Backends,
  port: number,
): Record<string, string> {
  const urls = SUBGRAPHS.map((subgraph) => [
    `TRELLIS_DATABASE_URL_${subgraph.toUpperCase()}`,
    backends.databases[subgraph].serviceUrl,
  ]);
  return {
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(root, '.tools', 'compile-cache'),
    TRELLIS_HOST: '127.0.0.1',
    TRELLIS_PORT: String(port),
    TRELLIS_PUBLIC_URL: `http://127.0.0.1:${port}`,
    // Nobody balances load here.
    TRELLIS_DRAIN_MS: '200',
    TRELLIS_DATA_DIR: folder.path,
    TRELLIS_KEY_RING: folder.keyRingFile,
    TRELLIS_STORAGE_DIR: folder.storage,
    TRELLIS_REDIS_URL: backends.redisUrl,
    TRELLIS_TEMPORAL_ADDRESS: backends.temporalAddress,
    ...Object.fromEntries(urls),
  };
}
