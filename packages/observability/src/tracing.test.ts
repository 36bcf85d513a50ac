import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTracing } from './start-tracing.ts';
import { rootSpanIdOf, traceIdOf } from './trace-ids.ts';
import { traced, tracedFor, tracedRequest, traceHeaders } from './tracing.ts';

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number; readonly message?: string };
}

const REQUEST = '5b1c2a0e-5bb2-4a1e-9f2f-0d5c1d3b8a77';
let collector: Server;
let spans: ReceivedSpan[];
let url: string;
let stop: (() => Promise<void>) | undefined;

beforeEach(async () => {
  spans = [];
  collector = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[] };
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await stop?.();
  stop = undefined;
  collector.closeAllConnections();
  collector.close();
});

async function collected(): Promise<Record<string, ReceivedSpan>> {
  await stop?.();
  stop = undefined;
  return Object.fromEntries(spans.map((span) => [span.name, span]));
}

it('follows a request from its first span into other processes and into work that starts later', async () => {
  stop = startTracing({ url, ratio: 1, service: 'test' }).stop;
  let headers = {};
  await tracedRequest('request', REQUEST, { kind: 'server' }, () =>
    traced('call', {}, async () => {
      headers = traceHeaders();
    }),
  );
  await tracedFor('elsewhere', { headers }, {}, async () => undefined);
  await tracedFor('later', { requestId: REQUEST }, {}, async () => undefined);
  const { request, call, elsewhere, later } = await collected();
  expect(request).toMatchObject({ traceId: '5b1c2a0e5bb24a1e9f2f0d5c1d3b8a77', spanId: rootSpanIdOf(REQUEST) });
  expect(request?.parentSpanId ?? '').toBe('');
  for (const span of [call, elsewhere, later]) expect(span?.traceId).toBe(request?.traceId);
  expect(call?.parentSpanId).toBe(request?.spanId);
  expect(elsewhere?.parentSpanId).toBe(call?.spanId);
  expect(later?.parentSpanId).toBe(request?.spanId);
});

it('marks what failed by its kind, without its message', async () => {
  stop = startTracing({ url, ratio: 1, service: 'test' }).stop;
  const failing = tracedRequest('failing', REQUEST, {}, () => Promise.reject(new TypeError('ada@example.com')));
  await expect(failing).rejects.toThrow('ada@example.com');
  const { failing: span } = await collected();
  expect(span?.status).toEqual({ code: 2, message: 'TypeError' });
});

it('traces all of a request or nothing of it, in each process alike', async () => {
  stop = startTracing({ url, ratio: 0, service: 'test' }).stop;
  await tracedRequest('request', REQUEST, {}, () => traced('call', {}, async () => undefined));
  await tracedFor('later', { requestId: REQUEST }, {}, async () => undefined);
  expect(Object.keys(await collected())).toEqual([]);
});

it('sends nothing and adds no header where it is not configured', async () => {
  const headers = await tracedRequest('request', REQUEST, {}, async () => traceHeaders());
  expect(headers).toEqual({});
});

it('derives a trace id from a request id of any form', () => {
  expect(traceIdOf('5B1C2A0E5BB24A1E9F2F0D5C1D3B8A77')).toBe('5b1c2a0e5bb24a1e9f2f0d5c1d3b8a77');
  expect(traceIdOf('my-own-id')).toMatch(/^[\da-f]{32}$/);
  expect(traceIdOf('my-own-id')).not.toBe(traceIdOf('my-own-ie'));
  expect(traceIdOf('0'.repeat(32))).not.toBe('0'.repeat(32));
});
