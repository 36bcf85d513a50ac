import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type Asked, type GraphStandIn, type OtherAnswer, startGraph } from '../testing/graph-stand-in.ts';
import { pointedAt, runCli } from '../testing/run-cli.ts';
import { worldOf } from '../testing/world.ts';

vi.setConfig({ testTimeout: 30_000 });

let graph: GraphStandIn | undefined;
afterEach(async () => {
  await graph?.stop();
  graph = undefined;
});

async function login(
  intercept: (asked: Asked, count: number) => OtherAnswer | 'silence' | undefined,
  args: string[] = [],
) {
  graph = await startGraph(worldOf('/srv/tiny').world, intercept);
  return runCli(['login', ...args], { env: pointedAt(graph.url) });
}

async function people(
  intercept: (asked: Asked, count: number) => OtherAnswer | 'silence' | undefined,
  args: string[] = [],
) {
  graph = await startGraph(worldOf('/srv/tiny').world, intercept);
  return runCli(['people', '--all', ...args], { env: pointedAt(graph.url) });
}

const coded = (code: string, message: string, remedy?: string) =>
  JSON.stringify({ errors: [{ message, extensions: { code, ...(remedy ? { remedy } : {}) } }] });

test('a token that is not accepted is said, with what to do', async () => {
  const { code, stderr, stdout } = await people(() => ({ status: 401, body: '' }), ['--json']);
  expect(code).toBe(1);
  expect(stderr).toContain('does not accept the token. [UNAUTHENTICATED]');
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'UNAUTHENTICATED', message: expect.any(String), remedy: expect.stringContaining('TRELLIS_TOKEN') },
  });
});

test("the graph's own words win over the HTTP status", async () => {
  const { stderr } = await people(() => ({
    status: 400,
    body: coded('TOO_COMPLEX', 'The query is too deep.', 'Ask for less.'),
  }));
  expect(stderr).toBe('error: The query is too deep. [TOO_COMPLEX]\nAsk for less.\n');
});

test("the graph's words can't steer the terminal", async () => {
  const { stderr } = await people(() => ({ status: 400, body: coded('BAD\u001b[2J', 'No\u001b[31m way') }));
  expect(stderr).toBe('error: No way [BAD]\n');
});

test('a request refused for its rate is repeated after the time the answer says', async () => {
  const refused = { status: 429, headers: { 'retry-after': '0' }, body: coded('RATE_LIMITED', 'Too many.') };
  const { code } = await login((_, count) => (count <= 2 ? refused : undefined));
  expect(code).toBe(0);
  expect(graph?.asked).toHaveLength(3);
});

test('one that stays refused ends, with the time to wait', async () => {
  const { code, stderr } = await people(() => ({ status: 429, headers: { 'retry-after': '900' }, body: '' }));
  expect(code).toBe(1);
  expect(stderr).toContain('Ask again in 900 s.');
  expect(graph?.asked).toHaveLength(1);
});

test('a query is repeated while the server is briefly away', async () => {
  const { code } = await people((_, count) =>
    count === 1 ? { status: 503, headers: { 'retry-after': '0' }, body: '' } : undefined,
  );
  expect(code).toBe(0);
});

test('a mutation is never repeated once it may have had effect', async () => {
  const { code, stderr } = await login(() => ({ status: 503, headers: { 'retry-after': '0' }, body: '' }));
  expect(code).toBe(1);
  expect(stderr).toContain('could not answer (HTTP 503). [UNAVAILABLE]');
  expect(graph?.asked).toHaveLength(1);
});

test.each([
  ['no JSON', { status: 200, body: '<html>hello</html>' }],
  ['JSON without data', { status: 200, body: '{}' }],
  ['null', { status: 200, body: 'null' }],
])('an answer of %s is no answer of the graph', async (_, answer) => {
  const { code, stderr } = await people(() => answer);
  expect(code).toBe(1);
  expect(stderr).toContain('[BAD_ANSWER]');
});

test('a redirection is not followed, so that the token goes nowhere else', async () => {
  const { code, stderr } = await people(() => ({ status: 307, headers: { location: '/elsewhere' }, body: '' }));
  expect(code).toBe(1);
  expect(stderr).toContain('[NOT_RUNNING]');
  expect(graph?.asked).toHaveLength(1);
});

test('silence ends after the time-out', async () => {
  const { code, stderr } = await people(() => 'silence', ['--timeout', '1']);
  expect(code).toBe(1);
  expect(stderr).toContain('did not answer within 1 s. [TIMEOUT]');
});

test('a refused connection says how to start Trellis', async () => {
  const port = await freePort();
  const { code, stderr } = await runCli(['people', '--all'], { env: pointedAt(`http://127.0.0.1:${port}`) });
  expect(code).toBe(1);
  expect(stderr).toMatch(/refuses the connection\. \[NOT_RUNNING\]\n.*npm start/);
});

test('nothing to ask is said with how to start Trellis', async () => {
  const { code, stderr } = await runCli(['status']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/No Trellis is running\. \[NOT_RUNNING\]\nStart one: cd .* && npm start\./);
});

test('a reader that stops early ends it quietly', async () => {
  graph = await startGraph(worldOf('/srv/tiny').world);
  const { stderr, code } = await runCli(['--help'], { closeStdoutEarly: true });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

test.each([[['nope']], [['people', '--limit', 'x']], [['who']], [['people', '--nope']], [[]]])(
  '%j is a usage error',
  async (args) => {
    expect((await runCli(args)).code).toBe(2);
  },
);

test.each([['--help'], ['--version']])('%s is an answer', async (flag) => {
  const { code, stderr, stdout } = await runCli([flag]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toBe('');
});

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}
