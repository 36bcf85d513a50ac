import { randomUUID } from 'node:crypto';
import { createLogger } from '@trellis/observability/logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EpochName, mirrorEpoch, noteMutation, readEpochs } from './epochs.ts';
import { createEventHub, type EventHub } from './event-hub.ts';
import { type LiveEvent, publishEvent } from './events.ts';
import { assertAll, keepEpochsMirrored } from './keep-epochs-mirrored.ts';
import { takeBudget } from './rate-limit.ts';
import { createRedis, type Redis } from './redis.ts';
import { epochsKey } from './workspace-keys.ts';

const logger = createLogger('silent', 'test');
let redis: Redis;
let hub: EventHub;

beforeAll(async () => {
  redis = await createRedis(process.env.TRELLIS_TEST_REDIS_URL ?? '', logger);
  hub = createEventHub(redis);
});
afterAll(() => {
  hub.close();
  redis.disconnect();
});

const epochEvent = (epoch: number): LiveEvent => ({ type: 'epoch', subgraph: 'teams', epoch });

/** A listener that writes down what it hears, and a way to wait for so many entries. */
function notebook() {
  const heard: string[] = [];
  const note = (event: LiveEvent) => heard.push(event.type === 'epoch' ? String(event.epoch) : event.type);
  return {
    heard,
    listener: { event: ({ event }: { event: LiveEvent }) => void note(event), missed: () => void heard.push('missed') },
    until: (count: number) => expect.poll(() => heard.length).toBe(count),
  };
}

/** What a database would say of one workspace. */
const source = (workspaceId: string, name: EpochName, epoch: number) => ({
  name,
  epochs: async () => [{ workspaceId, epoch }],
});

describe('epochs', () => {
  it('are read back by name, for the workspace alone', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await assertAll(redis, source(one, 'teams', 3));
    await assertAll(redis, source(one, 'access', 1));
    expect(await readEpochs(redis, one)).toEqual({ teams: 3, access: 1 });
    expect(await readEpochs(redis, other)).toEqual({});
  });

  it('never fall, whatever order mirrors arrive in', async () => {
    const workspace = randomUUID();
    await assertAll(redis, source(workspace, 'teams', 1));
    for (const epoch of [2, 10, 9]) await mirrorEpoch(redis, workspace, 'teams', epoch);
    await assertAll(redis, source(workspace, 'teams', 8));
    expect(await readEpochs(redis, workspace)).toEqual({ teams: 10 });
  });

  it('are not relied on before they were compared with the database', async () => {
    const workspace = randomUUID();
    await mirrorEpoch(redis, workspace, 'teams', 3);
    expect(await readEpochs(redis, workspace)).toEqual({});
    await assertAll(redis, source(workspace, 'teams', 4));
    expect(await readEpochs(redis, workspace)).toEqual({ teams: 4 });
  });

  it('are not relied on in another run of the server, until they were compared again', async () => {
    const workspace = randomUUID();
    await assertAll(redis, source(workspace, 'teams', 3));
    await redis.hset(epochsKey(workspace), 'run:teams', 'an-earlier-run');
    expect(await readEpochs(redis, workspace)).toEqual({});
    await mirrorEpoch(redis, workspace, 'teams', 5);
    expect(await readEpochs(redis, workspace)).toEqual({});
    await assertAll(redis, source(workspace, 'teams', 5));
    expect(await readEpochs(redis, workspace)).toEqual({ teams: 5 });
  });

  it('that a crash left unmirrored are repaired within two seconds, and browsers are told', async () => {
    const workspace = randomUUID();
    const book = notebook();
    const stop = await hub.subscribe(workspace, undefined, book.listener);
    let committed = 1;
    const keeping = keepEpochsMirrored(
      redis,
      [{ name: 'analytics', epochs: async () => [{ workspaceId: workspace, epoch: committed }] }],
      logger,
    );
    await expect.poll(() => readEpochs(redis, workspace)).toEqual({ analytics: 1 });
    committed = 2;
    await expect.poll(() => readEpochs(redis, workspace), { timeout: 2_000 }).toEqual({ analytics: 2 });
    await redis.del(epochsKey(workspace));
    await expect.poll(() => readEpochs(redis, workspace), { timeout: 2_000 }).toEqual({ analytics: 2 });
    await keeping.stop();
    expect(book.heard.slice(0, 2)).toEqual(['1', '2']);
    await stop();
  });

  it('come with the last mutation', async () => {
    const workspace = randomUUID();
    await noteMutation(redis, workspace, 'one');
    expect(await readEpochs(redis, workspace)).toEqual({ mutation: 'one' });
  });

  it('come with the last event told that is none of theirs', async () => {
    const workspace = randomUUID();
    await publishEvent(redis, workspace, epochEvent(1));
    expect(await readEpochs(redis, workspace)).toEqual({});
    const operation = { type: 'operation', operationId: 'o', kind: 'ERASE', state: 'RUNNING' } as const;
    const told = await publishEvent(redis, workspace, { ...operation, step: null, done: 0, total: null });
    expect(await readEpochs(redis, workspace)).toEqual({ told });
  });

  it('are told to listeners once each', async () => {
    const workspace = randomUUID();
    const book = notebook();
    const stop = await hub.subscribe(workspace, undefined, book.listener);
    for (const epoch of [1, 2, 2, 1, 3]) await mirrorEpoch(redis, workspace, 'teams', epoch);
    await book.until(3);
    expect(book.heard).toEqual(['1', '2', '3']);
    await stop();
  });
});

describe('live events', () => {
  it('reach every listener of the workspace, and nobody else', async () => {
    const [workspace, foreign] = [randomUUID(), randomUUID()];
    const books = [notebook(), notebook(), notebook()] as const;
    const stops = [
      await hub.subscribe(workspace, undefined, books[0].listener),
      await hub.subscribe(workspace, undefined, books[1].listener),
      await hub.subscribe(foreign, undefined, books[2].listener),
    ];
    await publishEvent(redis, workspace, epochEvent(7));
    await books[0].until(1);
    await books[1].until(1);
    expect(books[2].heard).toEqual([]);
    for (const stop of stops) await stop();
  });

  it('are caught up on from the last one heard, in order and without a repeat', async () => {
    const workspace = randomUUID();
    const first = await publishEvent(redis, workspace, epochEvent(1));
    for (const epoch of [2, 3]) await publishEvent(redis, workspace, epochEvent(epoch));
    const book = notebook();
    const subscribing = hub.subscribe(workspace, first, book.listener);
    await publishEvent(redis, workspace, epochEvent(4));
    const stop = await subscribing;
    await publishEvent(redis, workspace, epochEvent(5));
    await book.until(4);
    await book.until(4);
    expect(book.heard).toEqual(['2', '3', '4', '5']);
    await stop();
  });

  it('that are no longer kept are said to be missed', async () => {
    const workspace = randomUUID();
    const book = notebook();
    await publishEvent(redis, workspace, epochEvent(1));
    const stop = await hub.subscribe(workspace, '1-0', book.listener);
    expect(book.heard).toEqual(['missed', '1']);
    await stop();
  });

  it('survive a lost connection', async () => {
    const workspace = randomUUID();
    const own = await createRedis(process.env.TRELLIS_TEST_REDIS_URL ?? '', logger);
    const ownHub = createEventHub(own);
    const book = notebook();
    await ownHub.subscribe(workspace, undefined, book.listener);
    await publishEvent(redis, workspace, epochEvent(1));
    await book.until(1);
    const clients = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    for (const line of clients.split('\n').filter((client) => client.includes('sub=1'))) {
      const id = /id=(\d+)/.exec(line)?.[1];
      if (id !== undefined) await redis.call('CLIENT', 'KILL', 'ID', id);
    }
    await publishEvent(redis, workspace, epochEvent(2));
    await book.until(2);
    expect(book.heard).toEqual(['1', '2']);
    ownHub.close();
    own.disconnect();
  });
});

describe('a budget', () => {
  const bucket = (pointsPerMinute: number, workspace = randomUUID()) => ({
    key: `budget:{${workspace}}:${randomUUID()}`,
    name: 'session',
    pointsPerMinute,
  });

  it('lets operations pass until it is spent, and says when to come again', async () => {
    const session = bucket(60);
    expect(await takeBudget(redis, [session], 40, logger)).toEqual({ allowed: true });
    const refused = await takeBudget(redis, [session], 40, logger);
    expect(refused).toMatchObject({ allowed: false, bucket: session });
    expect(refused.allowed ? 0 : refused.retryAfterSeconds).toBeGreaterThanOrEqual(18);
    expect(refused.allowed ? 0 : refused.retryAfterSeconds).toBeLessThanOrEqual(20);
  });

  it('fills up again with time', async () => {
    const session = bucket(60_000);
    await takeBudget(redis, [session], 60_000, logger);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await takeBudget(redis, [session], 60, logger)).toEqual({ allowed: true });
  });

  it('takes nothing from one bucket when another is empty', async () => {
    const workspace = randomUUID();
    const [session, shared] = [bucket(100, workspace), bucket(10, workspace)];
    expect(await takeBudget(redis, [session, shared], 50, logger)).toMatchObject({ allowed: false, bucket: shared });
    expect(await takeBudget(redis, [session], 100, logger)).toEqual({ allowed: true });
  });

  it('is open while Redis is away', async () => {
    const gone = await createRedis(process.env.TRELLIS_TEST_REDIS_URL ?? '', logger);
    gone.disconnect();
    expect(await takeBudget(gone, [bucket(1)], 1_000, logger)).toEqual({ allowed: true });
    expect(await publishEvent(gone, randomUUID(), epochEvent(1))).toBeUndefined();
  });
});
