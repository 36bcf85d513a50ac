import { afterEach, expect, it } from 'vitest';
import { type ManagementServer, startManagementServer } from './management-server.ts';
import { requestFinished } from './metrics.ts';
import { checkDependencies, type Dependency, requireDependencies } from './readiness.ts';

let server: ManagementServer | undefined;
afterEach(() => server?.close());

const ok: Dependency = { name: 'storage', check: async () => undefined };
const secret = new Error('password "hunter2" refused for trellis at db.internal');
const broken: Dependency = { name: 'teams.postgresql', check: () => Promise.reject(secret) };
const silent: Dependency = { name: 'temporal', check: () => new Promise(() => undefined) };
const check = (dependencies: readonly Dependency[]) => () => checkDependencies(dependencies, () => undefined, 50);

async function start(dependencies: readonly Dependency[] | undefined) {
  server = await startManagementServer({
    host: '127.0.0.1',
    port: 0,
    check: dependencies === undefined ? async () => undefined : check(dependencies),
  });
  return server;
}

async function get(path: string) {
  const answer = await fetch(`${server?.url}${path}`);
  const text = await answer.text();
  return { status: answer.status, text };
}

it('is ready when every dependency is there, and names each with its time', async () => {
  await start([ok]);
  const { status, text } = await get('/readyz');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    status: 'ready',
    checks: { storage: { status: 'ok', durationMs: expect.any(Number) } },
  });
});

it('names what is not there, and keeps to itself what the error says', async () => {
  await start([ok, broken]);
  const { status, text } = await get('/readyz');
  expect(status).toBe(503);
  expect(JSON.parse(text).checks).toMatchObject({
    storage: { status: 'ok' },
    'teams.postgresql': { status: 'unavailable', reason: 'FAILED' },
  });
  expect(text).not.toMatch(/hunter2|db\.internal/);
});

it('takes a dependency that does not answer in time for one that is not there', async () => {
  await start([silent]);
  expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('"reason":"TIMEOUT"') });
});

it('is ready without what is optional, and names it', async () => {
  await start([ok, { ...broken, isOptional: true }]);
  expect(await get('/readyz')).toMatchObject({ status: 200, text: expect.stringContaining('unavailable') });
});

it('is alive but not ready while it starts and once it is to stop', async () => {
  const { drain } = await start(undefined);
  expect((await get('/healthz')).status).toBe(200);
  expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('starting') });
  drain();
  expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('stopping') });
  expect((await get('/healthz')).status).toBe(200);
});

it('asks the dependencies once for probes that come together', async () => {
  let asked = 0;
  await start([{ name: 'storage', check: async () => void asked++ }]);
  await Promise.all([get('/readyz'), get('/readyz'), get('/readyz')]);
  expect(asked).toBe(1);
});

it('gives metrics of the process and of its work, and nothing else', async () => {
  requestFinished({ route: '/graphql', status: 200, durationMs: 5 });
  await start([ok]);
  const { status, text } = await get('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('trellis_http_request_seconds_count{route="/graphql",status="200"} 1');
  expect(text).toMatch(/process_resident_memory_bytes \d+/);
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
  expect((await get('/metrics/more')).status).toBe(404);
});

it('names the first missing dependency to whoever requires them all', async () => {
  await expect(requireDependencies([ok, broken], 50)).rejects.toThrow('teams.postgresql is not available.');
  await expect(requireDependencies([ok, { ...broken, isOptional: true }], 50)).resolves.toBeUndefined();
});
