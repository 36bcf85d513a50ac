import type { Dependency } from '@trellis/observability/readiness.ts';
import type { Redis } from './redis.ts';

/** Redis, as something that is missed but not needed: losing it loses no data, and requests are answered without it. */
export function redisDependency(redis: Redis): Dependency {
  return { name: 'redis', check: () => redis.ping(), isOptional: true };
}
