import type { Redis } from './redis.ts';
import { keptPrefix, streamKey } from './workspace-keys.ts';

/**
 * Unlinks all answers that are kept for a workspace, and the events that browsers could catch up on: they read everything
 * again. With Redis away there is nothing to forget, and it is tried again.
 * @throws where Redis is away
 */
export async function forgetWorkspace(redis: Redis, workspaceId: string): Promise<void> {
  const match = `${keptPrefix(workspaceId).replace(/[*?[\]\\]/g, '\\$&')}*`;
  for (let cursor = '0'; ; ) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', match, 'COUNT', 1_000);
    if (keys.length > 0) await redis.unlink(...keys);
    if (next === '0') break;
    cursor = next;
  }
  await redis.unlink(streamKey(workspaceId));
}
