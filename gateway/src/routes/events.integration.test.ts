import { randomUUID } from 'node:crypto';
import { mirrorEpoch } from '@trellis/cache/epochs.ts';
import { publishEvent } from '@trellis/cache/events.ts';
import { createRedis, type Redis } from '@trellis/cache/redis.ts';
import { testLogger } from '@trellis/service-kit/testing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownPage, startTestGateway, type TestGateway } from '../fixtures/gateway.ts';
import type { FixtureSession } from '../fixtures/subgraphs.ts';

const redisUrl = process.env.TRELLIS_TEST_REDIS_URL ?? '';
let redis: Redis;
let gateway: TestGateway;
beforeAll(async () => {
  redis = await createRedis(redisUrl, testLogger);
  gateway = await startTestGateway({ redisUrl, heartbeatMs: 100 });
});
afterAll(async () => {
  await gateway.stop();
  redis.disconnect();
});

/** An open event stream, read until the text fits. */
async function openStream(cookie: string, lastEventId?: string, url = gateway.url) {
  const controller = new AbortController();
  const response = await fetch(`${url}/events`, {
    headers: { cookie, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    signal: controller.signal,
  });
  const state = { text: '', ended: false };
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) state.text += chunk;
  })()
    .catch(() => undefined)
    .finally(() => {
      state.ended = true;
    });
  await expect.poll(() => state.text).toContain('retry: ');
  return {
    response,
    state,
    /** Epochs heard so far, in order. */
    epochs: () => [...state.text.matchAll(/"epoch":(\d+)/g)].map((match) => Number(match[1])),
    ids: () => [...state.text.matchAll(/^id: (.+)$/gm)].map((match) => match[1] ?? ''),
    async close() {
      controller.abort();
      await reading;
    },
  };
}

/** A signed-in browser of a workspace of its own. */
function browser() {
  const workspaceId = randomUUID();
  return { workspaceId, cookie: gateway.cookie({ workspaceId }) };
}

const tell = (workspaceId: string, epoch: number) =>
  publishEvent(redis, workspaceId, { type: 'epoch', subgraph: 'teams', epoch });

describe('the live route', () => {
  it('tells what happens in the workspace, and shows that it lives', async () => {
    const { workspaceId, cookie } = browser();
    const stream = await openStream(cookie);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('x-content-type-options')).toBe('nosniff');
    await tell(workspaceId, 1);
    await expect.poll(() => stream.epochs()).toEqual([1]);
    expect(stream.state.text).toContain('event: epoch\ndata: {"type":"epoch","subgraph":"teams","epoch":1}');
    await expect.poll(() => stream.state.text).toContain(': here');
    await stream.close();
  });

  it('tells nothing of another workspace', async () => {
    const [one, other] = [browser(), browser()];
    const stream = await openStream(one.cookie);
    await tell(other.workspaceId, 1);
    await tell(one.workspaceId, 2);
    await expect.poll(() => stream.epochs()).toEqual([2]);
    await stream.close();
  });

  it('resumes after the last event heard, without a gap or a repeat', async () => {
    const { workspaceId, cookie } = browser();
    const first = await openStream(cookie);
    await tell(workspaceId, 1);
    await tell(workspaceId, 2);
    await expect.poll(() => first.epochs()).toEqual([1, 2]);
    const [last] = first.ids();
    await first.close();
    await tell(workspaceId, 3);
    const second = await openStream(cookie, last);
    await tell(workspaceId, 4);
    await expect.poll(() => second.epochs()).toEqual([2, 3, 4]);
    await second.close();
  });

  it('says when events are lost', async () => {
    const { workspaceId, cookie } = browser();
    await tell(workspaceId, 1);
    const stream = await openStream(cookie, '1-1');
    await expect.poll(() => stream.state.text).toContain('event: missed');
    await stream.close();
  });

  it('ends with the sign-out, at once', async () => {
    const own = await startTestGateway({ redisUrl });
    const cookie = own.cookie();
    const stream = await openStream(cookie, undefined, own.url);
    await own.post('/auth/sign-out', {}, { cookie, ...ownPage });
    await expect.poll(() => stream.state.ended).toBe(true);
    await own.stop();
  });

  it('ends soon after a sign-in is revoked elsewhere', async () => {
    const { cookie } = browser();
    const stream = await openStream(cookie);
    gateway.fixture.sessions.delete(cookie.split('=')[1] ?? '');
    await expect.poll(() => stream.state.ended, { timeout: 8_000 }).toBe(true);
  });

  it('ends when the sign-in does, without waiting for a sign of life', async () => {
    const own = await startTestGateway({ redisUrl });
    const cookie = own.cookie();
    const token = cookie.split('=')[1] ?? '';
    const session = own.fixture.sessions.get(token) as FixtureSession;
    own.fixture.sessions.set(token, { ...session, expiresAt: new Date(Date.now() + 700).toISOString() });
    const stream = await openStream(cookie, undefined, own.url);
    expect(stream.state.ended).toBe(false);
    await expect.poll(() => stream.state.ended, { timeout: 3_000 }).toBe(true);
    await own.stop();
  });

  it('ends with the change of access that ended the sign-in, and goes on for everybody else', async () => {
    const own = await startTestGateway({ redisUrl });
    const workspaceId = randomUUID();
    const [gone, stays] = [own.cookie({ workspaceId }), own.cookie({ workspaceId })];
    const streams = [await openStream(gone, undefined, own.url), await openStream(stays, undefined, own.url)];
    own.fixture.sessions.delete(gone.split('=')[1] ?? '');
    await mirrorEpoch(redis, workspaceId, 'access', 2);
    await tell(workspaceId, 7);
    await expect.poll(() => streams[0]?.state.ended).toBe(true);
    await expect.poll(() => streams[1]?.epochs()).toEqual([2, 7]);
    expect(streams[0]?.epochs()).toEqual([]);
    await streams[1]?.close();
    await own.stop();
  });

  it('ends also where the sign-in was revoked before there was anything to hear', async () => {
    const own = await startTestGateway({ redisUrl });
    const cookie = own.cookie();
    const { sessions } = own.fixture;
    const find = sessions.get.bind(sessions);
    sessions.get = (token) => {
      const found = find(token);
      sessions.delete(token);
      return found;
    };
    const stream = await openStream(cookie, undefined, own.url);
    await expect.poll(() => stream.state.ended, { timeout: 3_000 }).toBe(true);
    await own.stop();
  });

  it('is for signed-in viewers only', async () => {
    const response = await fetch(`${gateway.url}/events`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  it('holds a few streams of one browser, and not any number', async () => {
    const { cookie } = browser();
    const streams = [];
    for (let count = 0; count < 12; count += 1) streams.push(await openStream(cookie));
    expect((await fetch(`${gateway.url}/events`, { headers: { cookie } })).status).toBe(429);
    for (const stream of streams) await stream.close();
    await expect
      .poll(async () => {
        const again = await openStream(cookie);
        await again.close();
        return again.response.status;
      })
      .toBe(200);
  });

  it('ends when the gateway stops', async () => {
    const own = await startTestGateway({ redisUrl });
    const response = await fetch(`${own.url}/events`, { headers: { cookie: own.cookie() } });
    const body = response.text();
    await own.stop();
    expect(await body).toContain('retry: ');
  });
});
