import type { Logger } from '@trellis/observability/logger.ts';
import type { Redis } from './redis.ts';
import { createScript } from './script.ts';

/** A budget that fills up again evenly. Buckets asked for together need the same hash tag in their keys. */
export interface Bucket {
  readonly key: string;
  /** Named to the client when it is empty. */
  readonly name: string;
  /** Most points it holds, and the points that a minute brings. */
  readonly pointsPerMinute: number;
}

/** Whether an operation fits into every bucket; if not, which one is empty and for how long. */
export type Budget =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly bucket: Bucket; readonly retryAfterSeconds: number };

/** Takes from every bucket or from none; Redis' own clock, so that several gateways agree. */
const take = createScript(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local cost = tonumber(ARGV[1])
local left = {}
for index, key in ipairs(KEYS) do
  local capacity = tonumber(ARGV[index + 1])
  local held = redis.call('HMGET', key, 'points', 'at')
  local points = tonumber(held[1] or capacity)
  local filled = math.min(capacity, points + math.max(0, now - tonumber(held[2] or now)) * capacity / 60000)
  if filled < cost then return {index, math.ceil((cost - filled) * 60 / capacity)} end
  left[index] = filled - cost
end
for index, key in ipairs(KEYS) do
  redis.call('HSET', key, 'points', left[index], 'at', now)
  redis.call('PEXPIRE', key, 120000)
end
return {0, 0}`);

/**
 * Takes an operation's cost from its buckets. With Redis away every operation is allowed, and that is logged: a limit
 * that guards against overload must not be the outage.
 */
export async function takeBudget(
  redis: Redis,
  buckets: readonly Bucket[],
  cost: number,
  logger: Logger,
): Promise<Budget> {
  try {
    const keys = buckets.map((bucket) => bucket.key);
    const capacities = buckets.map((bucket) => bucket.pointsPerMinute);
    const [empty, seconds] = (await take(redis, keys, cost, ...capacities)) as [number, number];
    const bucket = buckets[empty - 1];
    if (bucket === undefined) return { allowed: true };
    return { allowed: false, bucket, retryAfterSeconds: seconds };
  } catch (error) {
    logger.warn({ err: error }, 'the rate limit is off while Redis is away');
    return { allowed: true };
  }
}
