import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
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
  await untilReady(service, logFile, () => ping(port, password));
  return { ...service, url };
}

/** Asks over a bare socket: a client library would stay in memory as long as Trellis runs. */
function ping(port: number, password: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(2000, () => socket.destroy(new Error('no answer within two seconds')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(answer.trim() || 'it closed the connection')));
    socket.on('data', (data) => {
      answer += data;
      if (!/^\+OK\r\n\+PONG\r\n/.test(answer)) return;
      resolve();
      socket.destroy();
    });
    socket.write(`AUTH ${password}\r\nPING\r\n`);
  });
}
