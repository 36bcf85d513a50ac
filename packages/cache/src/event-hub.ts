import { isAfter, type LiveEvent, latestEventId, type NumberedEvent, readEventsSince } from './events.ts';
import type { Redis } from './redis.ts';
import { streamKey } from './workspace-keys.ts';

/** Hears the events of a workspace, in order and each once. `missed`: some are lost, so read everything again. */
export interface EventListener {
  event(event: NumberedEvent): void;
  missed(): void;
}

/** One connection to Redis for all listeners of a process. */
export interface EventHub {
  /**
   * Listens to a workspace.
   * @param after id of the last event heard before, to catch up from; undefined: only what comes
   * @returns unsubscribe
   */
  subscribe(workspaceId: string, after: string | undefined, listener: EventListener): Promise<() => Promise<void>>;
  close(): void;
}

interface Subscription {
  readonly workspaceId: string;
  readonly listener: EventListener;
  last: string | undefined;
  /** What is announced while the stream is read; undefined: nothing is being read. */
  waiting: NumberedEvent[] | undefined;
}

/** Makes a hub. Announcements that a lost connection swallowed are read from the stream once it is back. */
export function createEventHub(redis: Redis): EventHub {
  const subscriptions = new Set<Subscription>();
  const channel = redis.duplicate({ autoResubscribe: false, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const isHeard = (workspaceId: string) => [...subscriptions].some((other) => other.workspaceId === workspaceId);

  // Errors of this connection are those of the one it duplicates, which logs them.
  channel.on('error', () => undefined);
  channel.on('ready', () => {
    for (const subscription of subscriptions) void listen(subscription).catch(() => undefined);
  });
  channel.on('message', (key: string, message: string) => {
    const space = message.indexOf(' ');
    const event = { id: message.slice(0, space), event: JSON.parse(message.slice(space + 1)) as LiveEvent };
    for (const subscription of subscriptions) {
      if (streamKey(subscription.workspaceId) !== key) continue;
      if (subscription.waiting === undefined) deliver(subscription, event);
      else subscription.waiting.push(event);
    }
  });

  /** First the channel, then the stream: nothing can fall between. What is announced meanwhile waits its turn. */
  async function listen(subscription: Subscription): Promise<void> {
    if (channel.status !== 'ready') return;
    subscription.waiting ??= [];
    await channel.subscribe(streamKey(subscription.workspaceId));
    await catchUp(redis, subscription);
  }

  return {
    async subscribe(workspaceId, after, listener) {
      const last = after ?? (await latestEventId(redis, workspaceId).catch(() => undefined));
      const subscription: Subscription = { workspaceId, listener, last, waiting: undefined };
      subscriptions.add(subscription);
      await listen(subscription).catch(() => undefined);
      return async () => {
        subscriptions.delete(subscription);
        if (!isHeard(workspaceId)) await channel.unsubscribe(streamKey(workspaceId)).catch(() => undefined);
      };
    },
    close() {
      subscriptions.clear();
      channel.disconnect();
    },
  };
}

function deliver(subscription: Subscription, event: NumberedEvent): void {
  if (subscription.last !== undefined && !isAfter(event.id, subscription.last)) return;
  subscription.last = event.id;
  subscription.listener.event(event);
}

/** Reads what the listener has not heard yet, then delivers what was announced meanwhile. */
async function catchUp(redis: Redis, subscription: Subscription): Promise<void> {
  try {
    if (subscription.last === undefined) return subscription.listener.missed();
    const { events, missed } = await readEventsSince(redis, subscription.workspaceId, subscription.last);
    if (missed) subscription.listener.missed();
    for (const event of events) deliver(subscription, event);
  } catch {
    subscription.listener.missed();
  } finally {
    const waiting = subscription.waiting ?? [];
    subscription.waiting = undefined;
    for (const event of waiting) deliver(subscription, event);
  }
}
