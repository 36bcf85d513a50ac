import { publishEvent } from '@trellis/cache/events.ts';
import type { Redis } from '@trellis/cache/redis.ts';
import type { Operation } from './operation.ts';

/** Tells the browsers of a workspace how an operation stands; best effort, polling shows the same. */
export async function tellOperation(redis: Redis, workspaceId: string, operation: Operation): Promise<void> {
  const { id, kind, state, step, done, total } = operation;
  await publishEvent(redis, workspaceId, { type: 'operation', operationId: id, kind, state, step, done, total });
}
