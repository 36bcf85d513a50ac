import { randomUUID } from 'node:crypto';
import { createRedis, type Redis } from '@trellis/cache/redis.ts';
import { testLogger, testViewer } from '@trellis/service-kit/testing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperationCost } from '../operation-cost.ts';
import { loadSupergraph } from '../supergraph.ts';
import { createLimitStage } from './limit.ts';
import { createParseStage } from './parse.ts';

const { clientSchema: schema, costRules } = loadSupergraph();
const costOf = createOperationCost(schema, costRules);
const parse = createParseStage(schema);
let redis: Redis;
beforeAll(async () => {
  redis = await createRedis(process.env.TRELLIS_TEST_REDIS_URL ?? '', testLogger);
});
afterAll(() => redis.disconnect());

const page = (first: number) => parse({ query: `{ teams(first: ${first}) { edges { cursor } } }` });
const signedIn = (workspaceId: string, sessionKey: string) => ({
  viewer: testViewer({ workspaceId }),
  expiresAt: '2100-01-01T00:00:00Z',
  internalToken: '',
  sessionKey,
});

describe('the limit stage', () => {
  const limits = { operation: 100, sessionPerMinute: 60, workspacePerMinute: 100, operationsAtOnce: 2 };
  const stage = () => createLimitStage({ costOf, redis, logger: testLogger }, limits);

  it('refuses a session that spent its minute, with the limit, the cost and when to come again', async () => {
    const who = signedIn(randomUUID(), 'one');
    const limit = stage();
    await expect(limit(page(40), who)).resolves.toMatchObject({ cost: 41 });
    await expect(limit(page(40), who)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { limit: 'sessionPerMinute', maximum: 60, value: 41, retryAfterSeconds: expect.any(Number) },
    });
    await expect(limit(page(10), who)).resolves.toMatchObject({ cost: 11 });
  });

  it('refuses a workspace that spent its minute in several sessions', async () => {
    const workspace = randomUUID();
    const limit = stage();
    await limit(page(55), signedIn(workspace, 'one'));
    await expect(limit(page(55), signedIn(workspace, 'two'))).rejects.toMatchObject({
      details: { limit: 'workspacePerMinute' },
    });
    await expect(limit(page(55), signedIn(randomUUID(), 'two'))).resolves.toBeDefined();
  });

  it('refuses what a session runs at once beyond its share, until one has ended', async () => {
    const who = signedIn(randomUUID(), 'one');
    const limit = stage();
    const first = await limit(page(1), who);
    await limit(page(1), who);
    await expect(limit(page(1), who)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { limit: 'operationsAtOnce', maximum: 2, value: 3, cost: 2 },
    });
    await limit(page(1), signedIn(who.viewer.workspaceId, 'two'));
    first.ended();
    await expect(limit(page(1), who)).resolves.toBeDefined();
  });

  it('refuses one operation that alone is too costly, and takes nothing for it', async () => {
    const who = signedIn(randomUUID(), 'one');
    const limit = stage();
    await expect(limit(page(100), who)).rejects.toMatchObject({
      code: 'TOO_COMPLEX',
      details: { limit: 'cost', maximum: 100, value: 101 },
    });
    await expect(limit(page(59), who)).resolves.toBeDefined();
  });
});
