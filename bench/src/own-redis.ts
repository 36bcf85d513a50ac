import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, returnPort } from '../../scripts/parts/ports.ts';
import { stopProcesses } from '../../scripts/parts/records.ts';
import { startRedis } from '../../scripts/parts/redis.ts';
import { locateTestPrograms } from '../../scripts/test/servers.ts';

/** A Redis of one's own, kept on disk, to be killed and emptied. */
export interface OwnRedis {
  readonly url: string;
  /** Ends it with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again with what its disk has. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

const PASSWORD = 'own';

export async function startOwnRedis(): Promise<OwnRedis> {
  const program = await redisProgram();
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'trellis-redis-')));
  const runDir = path.join(folder, 'run');
  mkdirSync(runDir);
  // Below those that the system gives to outgoing connections, which could take it while the server is down.
  const port = await freePort('Redis', 21_000 + Math.floor(Math.random() * 9_000));
  const begin = () =>
    startRedis(program, {
      folder: path.join(folder, 'data'),
      password: PASSWORD,
      port,
      durable: true,
      logFile: path.join(folder, 'redis.log'),
      runDir,
    });
  returnPort(port);
  let service = await begin();
  return {
    url: `redis://:${PASSWORD}@127.0.0.1:${port}`,
    async kill() {
      process.kill(service.pid, 'SIGKILL');
      await service.ended;
    },
    async start() {
      for (let attempt = 0; ; attempt += 1) {
        returnPort(port);
        try {
          service = await begin();
          return;
        } catch (error) {
          if (attempt > 50) throw error;
          await sleep(200);
        }
      }
    },
    async remove() {
      await stopProcesses(runDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Locating forgets the addresses of what runs already, which other tests of this process may want. */
async function redisProgram(): Promise<string> {
  const before = { ...process.env };
  try {
    const { redis } = await locateTestPrograms(false);
    if (redis.kind === 'address') throw new Error("Redis runs elsewhere: it can't be killed.");
    return redis.program;
  } finally {
    Object.assign(process.env, before);
  }
}
