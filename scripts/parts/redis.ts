import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { fromPackage } from './apt.ts';
import type { Part } from './finding.ts';
import { freePort } from './ports.ts';
import { type Service, startService, untilReady } from './service.ts';

/** Redis 7 or Valkey: an address from the environment, a program on PATH, or the system's package. */
export const redisPart: Part = {
  name: 'Redis',
  async find() {
    const address = process.env.TRELLIS_REDIS_URL;
    return address ? { kind: 'address', address } : fromPackage('redis-server', 'redis-server', 'valkey-server');
  },
};

export interface RedisOptions {
  readonly folder: string;
  readonly password: string;
  /** 0: any free one. */
  readonly port: number;
  /** False: nothing is kept on disk. */
  readonly durable: boolean;
  readonly logFile: string;
  readonly runDir: string;
}

/** Starts the server on loopback and waits until it answers. Its settings go through standard input: a password stays out of the process list. */
export async function startRedis(program: string, options: RedisOptions): Promise<Service & { url: string }> {
  const { folder, password } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = await freePort('Redis', options.port);
  const settings = {
    bind: '127.0.0.1',
    port,
    dir: JSON.stringify(folder),
    requirepass: password,
    appendonly: options.durable ? 'yes' : 'no',
    save: '""',
    // A clean end of an append-only file that a kill cut short is restored without asking.
    'aof-load-truncated': 'yes',
  };
  const input = Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
  const { logFile, runDir } = options;
  const service = await startService({
    name: 'redis',
    command: program,
    args: ['-'],
    input,
    cwd: folder,
    logFile,
    runDir,
  });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  await untilReady(service, logFile, () => ping(url));
  return { ...service, url };
}

async function ping(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
