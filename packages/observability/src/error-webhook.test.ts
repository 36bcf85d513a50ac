import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createErrorWebhook } from './error-webhook.ts';
import type { ErrorReport } from './errors.ts';

const report = (event: string): ErrorReport => ({
  time: '2026-01-01T00:00:00.000Z',
  isFatal: false,
  name: 'Error',
  code: undefined,
  event,
  frames: [],
  requestId: undefined,
  context: {},
});

interface Post {
  readonly service: string;
  readonly dropped: number;
  readonly errors: readonly ErrorReport[];
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A collector that answers with `status()`, and keeps what it was sent. */
async function collector(status: () => number): Promise<{ url: string; posts: Post[] }> {
  const posts: Post[] = [];
  const listening = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (status() === 200) posts.push(JSON.parse(body) as Post);
    response.writeHead(status()).end();
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, posts };
}

it('sends errors of a moment together', async () => {
  const { url, posts } = await collector(() => 200);
  const webhook = createErrorWebhook({ url, service: 'test', onFailure: () => undefined, collectMs: 10 });
  for (const event of ['one', 'two', 'three']) webhook.send(report(event));
  await expect.poll(() => posts.length).toBe(1);
  expect(posts[0]).toMatchObject({ service: 'test', dropped: 0 });
  expect(posts[0]?.errors.map(({ event }) => event)).toEqual(['one', 'two', 'three']);
  await webhook.close();
});

it('keeps errors while the collector is away, says so once, and sends them when it is back', async () => {
  let status = 500;
  let failures = 0;
  const { url, posts } = await collector(() => status);
  const webhook = createErrorWebhook({ url, service: 'test', onFailure: () => void failures++, collectMs: 5 });
  webhook.send(report('kept'));
  await expect.poll(() => failures).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  status = 200;
  await expect.poll(() => posts.flatMap(({ errors }) => errors.map(({ event }) => event))).toEqual(['kept']);
  expect(failures).toBe(1);
  await webhook.close();
});

it('holds two hundred errors at most, drops the oldest, and says how many', async () => {
  let status = 500;
  const { url, posts } = await collector(() => status);
  const onFailure = () => {
    status = 200;
  };
  const webhook = createErrorWebhook({ url, service: 'test', onFailure, collectMs: 5 });
  for (let index = 0; index < 230; index++) webhook.send(report(`error ${index}`));
  await expect.poll(() => posts.flatMap(({ errors }) => errors).length).toBe(200);
  const sent = posts.flatMap(({ errors }) => errors.map(({ event }) => event));
  expect([sent[0], sent.at(-1)]).toEqual(['error 30', 'error 229']);
  expect(posts.map(({ dropped }) => dropped)).toEqual([30, 0, 0, 0]);
  await webhook.close();
});

it('sends what is left when it is closed, and does not wait for a collector that is away', async () => {
  const { url, posts } = await collector(() => 200);
  const webhook = createErrorWebhook({ url, service: 'test', onFailure: () => undefined, collectMs: 60_000 });
  webhook.send(report('last'));
  await webhook.close();
  expect(posts.flatMap(({ errors }) => errors.map(({ event }) => event))).toEqual(['last']);
  const lost = createErrorWebhook({ url: 'http://127.0.0.1:1', service: 'test', onFailure: () => undefined });
  lost.send(report('lost'));
  await lost.close();
});
