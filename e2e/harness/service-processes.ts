import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, QUEUES, SUBGRAPHS } from '@trellis/config/config.ts';
import { createTestInstallation, type TestInstallation } from './test-config.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STARTED_WITHIN_MS = 120_000;

export const API_ROLES = ['gateway', ...SUBGRAPHS].join(',');
export const WORKER_ROLES = QUEUES.map((queue) => `${queue}-worker`).join(',');

/** One process of Trellis, started as in production by service.ts. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Where it takes requests; undefined: it is a worker. */
  readonly url: string | undefined;
  /** Where it tells how it is. */
  readonly management: string;
  /** Everything it has written so far. */
  log(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** A test's own databases, keys and namespace, on which processes can be started. */
export interface ServiceInstallation extends TestInstallation {
  /** Starts a process with these roles, and waits until it is ready. */
  startProcess(roles: string, env?: Record<string, string>): Promise<ServiceProcess>;
}

/** Makes an installation whose processes are started one by one. `drop` ends those that still run. */
export async function createServiceInstallation(): Promise<ServiceInstallation> {
  const installation = await createTestInstallation();
  const { config } = installation;
  const keyRing = path.join(config.dataDir, 'keys.json');
  mkdirSync(config.dataDir, { recursive: true });
  const { signing, encryption, aliasHashing } = config.keys;
  writeFileSync(keyRing, JSON.stringify({ signing, encryption, aliasHashing }), { mode: 0o600 });
  const started: ServiceProcess[] = [];
  return {
    ...installation,
    async startProcess(roles, env = {}) {
      const process = await startService({ ...environmentOf(config, keyRing), TRELLIS_ROLES: roles, ...env });
      started.push(process);
      return process;
    },
    async drop() {
      for (const { child, ended } of started) {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
      }
      await installation.drop();
    },
  };
}

function environmentOf(config: Config, keyRing: string): Record<string, string> {
  const { storage, databases } = config;
  const urls = SUBGRAPHS.map((name) => [`TRELLIS_DATABASE_URL_${name.toUpperCase()}`, databases[name] as string]);
  const objects: Record<string, string> =
    storage.kind === 'folder'
      ? { TRELLIS_STORAGE_DIR: storage.folder }
      : {
          TRELLIS_S3_ENDPOINT: storage.endpoint,
          TRELLIS_S3_REGION: storage.region,
          TRELLIS_S3_BUCKET: storage.bucket,
          TRELLIS_S3_ACCESS_KEY: storage.accessKey,
          TRELLIS_S3_SECRET_KEY: storage.secretKey,
        };
  return {
    TRELLIS_PORT: '0',
    TRELLIS_PUBLIC_URL: 'http://127.0.0.1',
    TRELLIS_DATA_DIR: config.dataDir,
    TRELLIS_KEY_RING: keyRing,
    TRELLIS_REDIS_URL: config.redisUrl,
    TRELLIS_TEMPORAL_ADDRESS: config.temporal.address,
    TRELLIS_TEMPORAL_NAMESPACE: config.temporal.namespace,
    TRELLIS_DRAIN_MS: '500',
    ...objects,
    ...Object.fromEntries(urls),
  };
}

async function startService(env: Record<string, string>): Promise<ServiceProcess> {
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
  const child = spawn(process.execPath, [path.join(ROOT, 'service.ts')], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  // The log comes by another way than the message: the line with the addresses may arrive after it.
  const ready = new Promise<void>((resolve) => child.once('message', () => resolve())).then(async () => {
    while (!text.includes('"management"')) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  const late = AbortSignal.timeout(STARTED_WITHIN_MS);
  const tooLate = new Promise<never>((_, reject) =>
    late.addEventListener('abort', () => reject(new Error(`not ready:\n${text}`))),
  );
  const early = ended.then((how) => Promise.reject(new Error(`ended with ${how}:\n${text}`)));
  await Promise.race([ready, early, tooLate]);
  early.catch(() => undefined);
  tooLate.catch(() => undefined);
  const said = (pattern: RegExp) => pattern.exec(text)?.[1];
  return {
    child,
    url: said(/"url":"([^"]+)"/),
    management: said(/"management":"([^"]+)"/) ?? '',
    log: () => text,
    ended,
  };
}
