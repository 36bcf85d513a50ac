import { createHash } from 'node:crypto';
import type { Redis } from './redis.ts';

/** Runs a script on keys and arguments. @throws where Redis is away, or what the script fails with */
export type Script = (
  redis: Redis,
  keys: readonly string[],
  ...values: readonly (string | number)[]
) => Promise<unknown>;

/** Makes a script that is sent whole only to a server that does not know it yet: on the way of each request it is its name. */
export function createScript(lua: string): Script {
  const sha = createHash('sha1').update(lua).digest('hex');
  return async (redis, keys, ...values) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(lua, keys.length, ...keys, ...values);
    }
  };
}
