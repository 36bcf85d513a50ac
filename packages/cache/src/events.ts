import type { Subgraph } from '@trellis/config/config.ts';
import type { Redis } from './redis.ts';
import { createScript } from './script.ts';
import { epochsKey, streamKey } from './workspace-keys.ts';

/** What browsers hear of a workspace while it happens. */
export type LiveEvent =
  | {
      readonly type: 'import';
      readonly importId: string;
      readonly repositoryId: string;
      readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
      readonly phase: 'PREPARING' | 'READING' | 'FINISHING' | 'DONE';
      readonly commitsTotal: number | null;
      readonly commitsRead: number;
      readonly commitsProjected: number;
      readonly message?: string | null;
    }
  | { readonly type: 'epoch'; readonly subgraph: Subgraph; readonly epoch: number }
  | { readonly type: 'access'; readonly epoch: number }
  | {
      readonly type: 'operation';
      readonly operationId: string;
      readonly kind: string;
      readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
      readonly step: string | null;
      readonly done: number;
      readonly total: number | null;
    };

/** An event with its place in the workspace's stream. */
export interface NumberedEvent {
  /** Redis' stream id; later events have later ids. */
  readonly id: string;
  readonly event: LiveEvent;
}

/** How many events of a workspace can be caught up on. */
const KEPT_EVENTS = 1_000;
const KEPT_SECONDS = 24 * 3600;
const BEFORE_ALL = '0-0';

/**
 * Lua that appends and announces in one step, so that the order of the stream and of the announcements is the same.
 * @param key where the stream's name stands in the script, and `event` where the event's JSON does
 */
export const publishing = (key: string, event: string) => `
local id = redis.call('XADD', ${key}, 'MAXLEN', '~', ${KEPT_EVENTS}, '*', 'event', ${event})
redis.call('EXPIRE', ${key}, ${KEPT_SECONDS})
redis.call('PUBLISH', ${key}, id .. ' ' .. ${event})
`;

/** Epochs have told caches already; any other event does so here, before somebody who heard of it asks. */
const publish = createScript(`${publishing('KEYS[1]', 'ARGV[1]')}
if ARGV[2] == 'news' then redis.call('HSET', KEYS[2], 'told', id) end
return id`);

/**
 * Tells the browsers of a workspace. Best effort: with Redis away nothing is told, and polling shows the same.
 * @returns the event's id; undefined where it could not be told
 */
export async function publishEvent(redis: Redis, workspaceId: string, event: LiveEvent): Promise<string | undefined> {
  try {
    const keys = [streamKey(workspaceId), epochsKey(workspaceId)];
    const kind = event.type === 'epoch' || event.type === 'access' ? 'epoch' : 'news';
    const id = await publish(redis, keys, JSON.stringify(event), kind);
    return String(id);
  } catch {
    return undefined;
  }
}

/** What happened after an event, as far as it is kept. */
export interface EventsSince {
  readonly events: readonly NumberedEvent[];
  /** Events after the given one are no longer kept: what a reader knows may be old. */
  readonly missed: boolean;
}

/** Reads what happened after the event with this id. */
export async function readEventsSince(redis: Redis, workspaceId: string, id: string): Promise<EventsSince> {
  const entries = await redis.xrange(streamKey(workspaceId), id, '+');
  const isKept = entries[0]?.[0] === id || id === BEFORE_ALL;
  const events = entries
    .filter(([entryId]) => entryId !== id)
    .map(([entryId, fields]) => ({
      id: entryId,
      event: JSON.parse(fields[1] ?? 'null') as LiveEvent,
    }));
  return { events, missed: !isKept };
}

/** The id of the last event of a workspace so far, or one before all events. */
export async function latestEventId(redis: Redis, workspaceId: string): Promise<string> {
  const [entry] = await redis.xrevrange(streamKey(workspaceId), '+', '-', 'COUNT', 1);
  return entry?.[0] ?? BEFORE_ALL;
}

/** Whether a text is an id of an event. */
export function isEventId(text: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(text);
}

/** Whether one event came after another. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms === otherMs ? sequence > otherSequence : ms > otherMs;
}
