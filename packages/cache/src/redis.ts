import type { Logger } from '@trellis/observability/logger.ts';
import { Redis } from 'ioredis';

export type { Redis } from 'ioredis';

/**
 * Connects to Redis. Losing Redis loses no data, so nothing waits for it: while it is away every command rejects at
 * once, the connection comes back by itself, and a start goes on after the first attempt to connect.
 */
export async function createRedis(url: string, logger: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
    // What requests ask for in the same moment goes in one write.
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2_000),
  });
  logConnection(redis, logger);
  await new Promise<void>((resolve) => {
    redis.once('ready', resolve);
    redis.once('close', resolve);
  });
  return redis;
}

/** Says once when Redis goes and once when it is back, instead of at each attempt. */
function logConnection(redis: Redis, logger: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
}
