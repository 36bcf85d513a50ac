import type { Epochs } from './epochs.ts';
import type { Redis } from './redis.ts';
import { createScript } from './script.ts';
import { epochsKey, keptPrefix } from './workspace-keys.ts';

/** Keeps a text only while the epochs it was made under still are the workspace's: what came late is not kept at all. */
const keepUnlessMoved = createScript(`
for index = 3, #ARGV, 2 do
  if (redis.call('HGET', KEYS[1], ARGV[index]) or '') ~= ARGV[index + 1] then return 0 end
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1`);

/**
 * Reads what is kept under a key.
 * @throws where Redis is away
 */
export async function readKept(redis: Redis, workspaceId: string, key: string): Promise<string | undefined> {
  return (await redis.get(keptPrefix(workspaceId) + key)) ?? undefined;
}

/**
 * Keeps a text under a key, unless one of the epochs has moved since.
 * @returns whether it is kept
 * @throws where Redis is away
 */
export async function keep(
  redis: Redis,
  workspaceId: string,
  entry: {
    readonly key: string;
    readonly text: string;
    readonly keptMs: number;
    readonly epochs: Epochs;
    /** Those that the text was made under. */
    readonly names: readonly (keyof Epochs)[];
  },
): Promise<boolean> {
  const { key, text, keptMs, epochs, names } = entry;
  const expected = names.flatMap((name) => [name, String(epochs[name] ?? '')]);
  const keys = [epochsKey(workspaceId), keptPrefix(workspaceId) + key];
  return (await keepUnlessMoved(redis, keys, text, keptMs, ...expected)) === 1;
}
