import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { profileSubgraph } from './fixtures/profile.ts';
import { createTokenSigner } from './internal-token.ts';
import { type RemoteSubgraph, remoteSubgraph } from './remote-subgraph.ts';
import { serveSubgraph } from './serve-subgraph.ts';
import type { SubgraphService } from './subgraph.ts';
import { callSubgraph, runSubgraph, testKeys, testLogger, testViewer } from './testing.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(
  service: SubgraphService,
): Promise<{ url: string; remote: RemoteSubgraph; close(): Promise<void> }> {
  const server = await serveSubgraph(service, { host: '127.0.0.1', port: 0, logger: testLogger });
  const remote = remoteSubgraph(service.name, server.url);
  closers.push(
    () => server.close(),
    () => remote.close(),
  );
  return { url: server.url, remote, close: server.close };
}

describe('a subgraph over HTTP', () => {
  it('answers as it does in process', async () => {
    const { service } = profileSubgraph();
    const { remote } = await serve(service);
    const query = '{ developer(id: "bob") { name hours } failing }';
    const member = { role: 'member', solo: false } as const;
    const near = JSON.parse(JSON.stringify(await runSubgraph(service, query, {}, member)));
    expect(await runSubgraph(remote, query, {}, member)).toEqual(near);
    expect(near.errors).toHaveLength(2);
  });

  it('takes the token of somebody who leads thousands of people', async () => {
    const { remote } = await serve(profileSubgraph().service);
    const leads = Array.from(
      { length: 5_000 },
      (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    );
    const viewer = { role: 'member', solo: false, grants: { self: [], leads, sharedBy: [] } } as const;
    expect(await runSubgraph(remote, '{ developer(id: "bob") { name } }', {}, viewer)).toMatchObject({
      data: { developer: { name: expect.any(String) } },
    });
  });

  it('refuses a request without a valid token', async () => {
    const { url } = await serve(profileSubgraph().service);
    const send = (route: string, headers: Record<string, string>) =>
      fetch(`${url}${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ failing }"}',
      });
    for (const headers of [{}, { authorization: 'Bearer forged' }]) {
      const answer = await send('/graphql', headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect((await send('/internal/echo', headers as Record<string, string>)).status).toBe(401);
    }
  });

  it('carries internal calls, and their coded errors, to the caller', async () => {
    const { remote } = await serve(profileSubgraph().service);
    await expect(callSubgraph(remote, 'echo', { a: [1] })).resolves.toEqual({ a: [1] });
    await expect(callSubgraph(remote, 'echo', null)).resolves.toBeNull();
    await expect(callSubgraph(remote, 'refuse', {})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      field: 'token',
      remedy: 'Otherwise.',
    });
    const failure = await callSubgraph(remote, 'fail', {}).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INTERNAL', details: { requestId: 'test' } });
    expect(String(failure)).not.toContain('secret');
  });

  it('answers malformed bodies with a code', async () => {
    const { url } = await serve(profileSubgraph().service);
    for (const body of ['{', '[]', '{"query":1}']) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: 'BAD_INPUT' } });
    }
  });

  it('is ready only while its dependencies answer', async () => {
    let works = true;
    const { service } = profileSubgraph({
      dependencies: [
        {
          name: 'profile.postgresql',
          check: async () => {
            if (!works) throw new Error('no database at 10.0.0.7');
          },
        },
      ],
    });
    const { remote, url } = await serve(service);
    await expect(remote.ready()).resolves.toBeUndefined();
    works = false;
    await expect(remote.ready()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'profile.postgresql is not available.',
    });
    expect(await (await fetch(`${url}/readyz`)).text()).not.toContain('10.0.0.7');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('goes on answering while it drains, tells each connection to close, and then takes none', async () => {
    const server = await serveSubgraph(profileSubgraph().service, {
      host: '127.0.0.1',
      port: 0,
      logger: testLogger,
      drainMs: 300,
    });
    const closing = server.close();
    const drained = await fetch(`${server.url}/healthz`);
    expect([drained.status, drained.headers.get('connection')]).toEqual([200, 'close']);
    await closing;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  it('lets a running request end when it closes', async () => {
    const { remote, close } = await serve(profileSubgraph().service);
    const running = runSubgraph(remote, '{ slow }');
    await sleep(50);
    await close();
    await expect(running).resolves.toEqual({ data: { slow: 'done' } });
  });

  it('stops work that nobody waits for any more', async () => {
    const { service, calls } = profileSubgraph();
    const { remote } = await serve(service);
    const token = await createTokenSigner(testKeys).forViewer(testViewer());
    const signal = AbortSignal.timeout(50);
    await expect(remote.execute({ query: '{ slow }', token, requestId: 'r', signal })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await sleep(50);
    expect(calls.resolved).toEqual(['aborted']);
  });

  it('that is gone is unavailable, and its address stays unsaid', async () => {
    const { remote, close, url } = await serve(profileSubgraph().service);
    await close();
    const failure = await runSubgraph(remote, '{ failing }').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', message: 'The profile service does not answer.' });
    expect((failure as Error).message).not.toContain(new URL(url).port);
  });
});
