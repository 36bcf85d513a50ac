import { randomUUID } from 'node:crypto';
import { type EpochName, mirrorEpoch } from '@trellis/cache/epochs.ts';
import { publishEvent } from '@trellis/cache/events.ts';
import { assertAll } from '@trellis/cache/keep-epochs-mirrored.ts';
import { createRedis, type Redis } from '@trellis/cache/redis.ts';
import { epochsKey, keptPrefix } from '@trellis/cache/workspace-keys.ts';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { testLogger, testViewer } from '@trellis/service-kit/testing.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCacheable } from '../cacheable.ts';
import { loadSupergraph } from '../supergraph.ts';
import { createCacheStage } from './cache.ts';
import { createParseStage } from './parse.ts';
import { createPlanStage } from './plan.ts';
import { answerOf, type HttpAnswer } from './respond.ts';

const supergraph = loadSupergraph();
const parse = createParseStage(supergraph.clientSchema);
const plan = createPlanStage(supergraph);
const isCacheable = createCacheable(supergraph.clientSchema, supergraph.relationFields);
const TEAMS = '{ teams { edges { node { name } } } }';
const patient = new AbortController().signal;

let redis: Redis;
beforeAll(async () => {
  redis = await createRedis(process.env.TRELLIS_TEST_REDIS_URL ?? '', testLogger);
});
afterAll(() => redis.disconnect());

/** A stage over a workspace of its own, in front of answers that number themselves. */
async function stageWith(change: { names?: EpochName[]; redis?: Redis; now?: () => Date } = {}) {
  const workspaceId = randomUUID();
  for (const name of change.names ?? ['teams', 'access', 'developers']) {
    await assertAll(redis, { name, epochs: async () => [{ workspaceId, epoch: 1 }] });
  }
  const counts = { hit: 0, miss: 0, skip: 0 };
  const make = () =>
    createCacheStage({
      redis: change.redis ?? redis,
      isCacheable,
      counter: { hit: () => void counts.hit++, miss: () => void counts.miss++, skip: () => void counts.skip++ },
      logger: testLogger,
      ...(change.now === undefined ? {} : { now: change.now }),
    });
  let made = 0;
  const stage = make();
  const ask = async (
    query: string,
    more: {
      variables?: Record<string, unknown>;
      viewer?: Partial<Viewer>;
      answer?: (signal: AbortSignal) => Promise<HttpAnswer>;
      by?: typeof stage;
    } = {},
  ) => {
    const operation = parse({ query, variables: more.variables ?? {} });
    const numbered = async () => answerOf(`{"data":${++made}}`);
    const { answer, result } = await (more.by ?? stage)({
      operation,
      plan: plan(operation),
      who: {
        viewer: testViewer({ workspaceId, ...more.viewer }),
        expiresAt: '2100-01-01T00:00:00Z',
        internalToken: '',
        sessionKey: '',
      },
      signal: patient,
      answer: more.answer ?? numbered,
    });
    // What is kept is written after the answer has left.
    if (result === 'miss') await new Promise((resolve) => setTimeout(resolve, 30));
    return `${result} ${answer.body}`;
  };
  return { ask, make, workspaceId, counts };
}

describe('the cache stage', () => {
  it('gives what it kept, and counts', async () => {
    const { ask, counts } = await stageWith();
    expect([await ask(TEAMS), await ask(TEAMS), await ask(`# twice\n${TEAMS}`)]).toEqual([
      'miss {"data":1}',
      'hit {"data":1}',
      'hit {"data":1}',
    ]);
    expect(counts).toEqual({ hit: 2, miss: 1, skip: 0 });
  });

  it('gives what another gateway kept', async () => {
    const { ask, make } = await stageWith();
    await ask(TEAMS);
    expect(await ask(TEAMS, { by: make() })).toBe('hit {"data":1}');
  });

  it('tells operations, variables, days and viewers apart', async () => {
    let day = '2026-01-01';
    const { ask } = await stageWith({ now: () => new Date(day) });
    const byVariable = 'query ($n: Int) { teams(first: $n) { edges { node { name } } } }';
    const grants = { self: ['ann'], leads: [], sharedBy: [] };
    const asked = [
      await ask(TEAMS),
      await ask('{ teams { edges { node { id } } } }'),
      await ask(byVariable, { variables: { n: 1 } }),
      await ask(byVariable, { variables: { n: 2 } }),
      await ask(TEAMS, { viewer: { role: 'member' } }),
      await ask(TEAMS, { viewer: { solo: false } }),
      await ask(TEAMS, { viewer: { grants } }),
      await ask(TEAMS, { viewer: { memberId: randomUUID() } }),
    ];
    day = '2026-01-02';
    asked.push(await ask(TEAMS));
    expect(asked).toEqual(asked.map((_, index) => `miss {"data":${index + 1}}`));
  });

  it('keeps nothing for another workspace', async () => {
    const { ask } = await stageWith();
    const workspaceId = randomUUID();
    for (const name of ['teams', 'access'] as const) {
      await assertAll(redis, { name, epochs: async () => [{ workspaceId, epoch: 1 }] });
    }
    await ask(TEAMS);
    expect(await ask(TEAMS, { viewer: { workspaceId } })).toBe('miss {"data":2}');
  });

  it.each(['teams', 'access'] as const)('asks anew once the epoch of %s moved, and of no other', async (name) => {
    const { ask, workspaceId } = await stageWith();
    await ask(TEAMS);
    await mirrorEpoch(redis, workspaceId, 'developers', 2);
    expect(await ask(TEAMS)).toBe('hit {"data":1}');
    await mirrorEpoch(redis, workspaceId, name, 2);
    expect(await ask(TEAMS)).toBe('miss {"data":2}');
  });

  it('does not keep an answer that was under way while an epoch moved', async () => {
    const { ask, workspaceId } = await stageWith();
    const late = ask(TEAMS, {
      async answer() {
        await mirrorEpoch(redis, workspaceId, 'teams', 2);
        return answerOf('{"data":"old"}');
      },
    });
    await late;
    expect(await redis.keys(`${keptPrefix(workspaceId)}*`)).toEqual([]);
    expect(await ask(TEAMS)).toBe('miss {"data":1}');
  });

  it('asks anew after a mutation, whatever it changed', async () => {
    const { ask } = await stageWith();
    await ask(TEAMS);
    expect(await ask('mutation { createTeam(input: { name: "x" }) { id } }')).toBe('skip {"data":2}');
    expect(await ask(TEAMS)).toBe('miss {"data":3}');
  });

  it('asks anew after news of an import, where the answer has a part of integrations', async () => {
    const { ask, workspaceId } = await stageWith({ names: ['teams', 'integrations', 'access'] });
    const repositories = '{ repositories { edges { node { name } } } }';
    await ask(TEAMS);
    await ask(repositories);
    const operation = { type: 'operation', operationId: 'o', kind: 'ERASE', state: 'RUNNING' } as const;
    await publishEvent(redis, workspaceId, { ...operation, step: null, done: 0, total: null });
    expect([await ask(TEAMS), await ask(repositories)]).toEqual(['hit {"data":1}', 'miss {"data":3}']);
  });

  it('keeps nothing with an error in it, and nothing large', async () => {
    const { ask } = await stageWith();
    const failed = async () => ({ ...answerOf('{"errors":[]}'), isWhole: false });
    const large = async () => answerOf('x'.repeat(1024 * 1024 + 1));
    for (const answer of [failed, large]) {
      await ask(TEAMS, { answer });
      expect(await ask(TEAMS, { answer })).toMatch(/^miss/);
    }
  });

  it.each([
    ['what asks how the viewer stands to a person', '{ developer(id: "1") { hourHeatmap { unit } } }'],
    ['where one is signed in', '{ viewer { signIns { id } } }'],
    ['work under way', '{ identityOperations { id } }'],
    ['what describes the schema', '{ __schema { queryType { name } } }'],
  ])('never keeps %s', async (_what, query) => {
    const { ask, counts } = await stageWith({ names: [...SUBGRAPHS, 'access'] });
    expect([await ask(query), await ask(query)]).toEqual(['skip {"data":1}', 'skip {"data":2}']);
    expect(counts).toEqual({ hit: 0, miss: 0, skip: 2 });
  });

  it('keeps nothing of a subgraph whose epoch is not known', async () => {
    const { ask } = await stageWith();
    const query = '{ workspace { repositoryCount } }';
    expect([await ask(query), await ask(query)]).toEqual(['skip {"data":1}', 'skip {"data":2}']);
  });

  it('neither takes nor keeps anything where Redis does not answer', async () => {
    const gone = await createRedis(process.env.TRELLIS_TEST_REDIS_URL ?? '', testLogger);
    gone.disconnect();
    const { ask } = await stageWith({ redis: gone });
    expect([await ask(TEAMS), await ask(TEAMS)]).toEqual(['skip {"data":1}', 'skip {"data":2}']);
  });

  it('neither takes nor keeps anything once the epochs are gone', async () => {
    const { ask, workspaceId } = await stageWith();
    await ask(TEAMS);
    await redis.del(epochsKey(workspaceId));
    expect([await ask(TEAMS), await ask(TEAMS)]).toEqual(['skip {"data":2}', 'skip {"data":3}']);
  });

  it('executes equal requests under way once', async () => {
    const { ask } = await stageWith();
    const slow = () => new Promise<HttpAnswer>((resolve) => setTimeout(() => resolve(answerOf('{"data":0}')), 50));
    let executed = 0;
    const answer = () => {
      executed += 1;
      return slow();
    };
    await Promise.all(Array.from({ length: 10 }, () => ask(TEAMS, { answer })));
    expect(executed).toBe(1);
  });

  it('keeps no answer longer than a minute', async () => {
    const { ask, workspaceId } = await stageWith();
    await ask(TEAMS);
    const [key] = await redis.keys(`${keptPrefix(workspaceId)}*`);
    expect(await redis.pttl(key ?? '')).toBeGreaterThan(0);
    expect(await redis.pttl(key ?? '')).toBeLessThanOrEqual(60_000);
  });
});
