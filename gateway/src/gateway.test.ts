import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownPage, startTestGateway, type TestGateway } from './fixtures/gateway.ts';

const FIVE_SUBGRAPHS = `query Everything {
  viewer { name }
  workspace {
    name
    activeDevelopers { value }
    activityCalendar { total }
    weeklyActivity { weeks { commits } }
    repositories { edges { node { name busFactor { value removed { developer { name } } } } } }
  }
}`;

describe.each(['in process', 'over HTTP'] as const)('the gateway, with its subgraphs %s,', (path) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ path });
  });
  afterAll(() => gateway.stop());
  beforeEach(() => void gateway.fixture.requests.splice(0));

  it('answers one request from all five subgraphs, under one request id', async () => {
    const answer = await gateway.ask(
      FIVE_SUBGRAPHS,
      {},
      { authorization: `Bearer ${gateway.apiToken()}`, 'x-request-id': 'from-the-browser' },
    );
    const busFactor = { value: 2, removed: [{ developer: { name: 'Name of ann' } }] };
    expect(answer).toMatchObject({
      status: 200,
      errors: undefined,
      data: {
        viewer: { name: 'Ann' },
        workspace: {
          name: 'Home',
          activeDevelopers: { value: 3 },
          activityCalendar: { total: 12 },
          weeklyActivity: { weeks: [{ commits: 4 }] },
          repositories: { edges: ['r1', 'r2'].map((id) => ({ node: { name: `Repository ${id}`, busFactor } })) },
        },
      },
    });
    const { requests } = gateway.fixture;
    expect(new Set(requests.map((request) => request.subgraph)).size).toBe(5);
    expect(new Set(requests.map((request) => request.requestId))).toEqual(new Set(['from-the-browser']));
    expect(answer.headers.get('x-request-id')).toBe('from-the-browser');
  });

  it('passes variables on', async () => {
    const query =
      'query ($window: WindowInput, $id: ID!) { workspace { activityCalendar(window: $window) { total } } developer(id: $id) { name } }';
    const answer = await gateway.ask(query, { window: { from: '2026-01-01', to: '2026-01-31' }, id: 'bob' });
    expect(answer.data).toEqual({ workspace: { activityCalendar: { total: 5 } }, developer: { name: 'Name of bob' } });
  });

  it('leaves out what is skipped', async () => {
    const query = 'query ($no: Boolean!) { workspace { name @include(if: $no) } viewer @skip(if: $no) { name } }';
    expect((await gateway.ask(query, { no: false })).data).toEqual({ workspace: {}, viewer: { name: 'Ann' } });
  });

  it('runs a mutation', async () => {
    expect((await gateway.ask('mutation { createTeam(input: {name: "Core"}) { name } }')).data).toEqual({
      createTeam: { name: 'Core' },
    });
  });

  it('gives null for an unknown id', async () => {
    const answer = await gateway.ask('{ developer(id: "nobody") { name } }');
    expect(answer).toMatchObject({ data: { developer: null }, errors: undefined });
  });

  it('refuses everything to whoever is not signed in', async () => {
    for (const headers of [{}, { authorization: 'Bearer unknown' }, { authorization: 'Basic x' }] as Record<
      string,
      string
    >[]) {
      for (const query of ['{ viewer { name } }', '{ __typename }', getIntrospectionQuery()]) {
        const answer = await gateway.ask(query, {}, headers);
        expect(answer).toMatchObject({
          status: 401,
          data: undefined,
          errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
        });
      }
    }
    expect(gateway.fixture.requests).toEqual([]);
  });

  it('describes itself to whoever is signed in, without the directives of the federation', async () => {
    const answer = await gateway.ask(getIntrospectionQuery());
    expect(answer.data.__schema.types.length).toBeGreaterThan(40);
    expect(answer.text).not.toContain('join__');
    expect(answer.text).not.toContain('_entities');
  });

  it.each([
    ['member', 'ann', null],
    ['member', 'me', { cells: [{ commits: 2 }] }],
    ['admin', 'ann', null],
    ['owner', 'ann', null],
  ] as const)('shows a %s the hours of %s: %j', async (role, person, expected) => {
    const token = gateway.apiToken({ role, solo: false, grants: { self: ['me'], leads: ['ann'], sharedBy: [] } });
    const answer = await gateway.ask(
      `{ developer(id: "${person}") { name hourHeatmap { cells { commits } } } }`,
      {},
      { authorization: `Bearer ${token}` },
    );
    expect(answer.data.developer).toEqual({ name: `Name of ${person}`, hourHeatmap: expected });
    expect(answer.errors?.[0]?.extensions.code).toBe(expected === null ? 'FORBIDDEN' : undefined);
    expect(answer.errors?.[0]?.path).toEqual(expected === null ? ['developer', 'hourHeatmap'] : undefined);
  });

  it('shows the owner everything while the workspace has one member', async () => {
    const answer = await gateway.ask('{ developer(id: "ann") { hourHeatmap { cells { commits } } } }');
    expect(answer.data.developer.hourHeatmap).toEqual({ cells: [{ commits: 2 }] });
  });

  it('shows where a repository lies to admins only', async () => {
    const query = '{ repository(id: "r1") { name location } }';
    const asked = async (role: 'member' | 'admin') =>
      (await gateway.ask(query, {}, { authorization: `Bearer ${gateway.apiToken({ role })}` })).data.repository;
    expect(await asked('admin')).toEqual({ name: 'Repository r1', location: '/srv/git' });
    expect(await asked('member')).toEqual({ name: 'Repository r1', location: null });
  });

  it('refuses a mutation to a role below', async () => {
    const answer = await gateway.ask(
      'mutation { createTeam(input: {name: "x"}) { name } }',
      {},
      { authorization: `Bearer ${gateway.apiToken({ role: 'member' })}` },
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', deniedField: 'Mutation.createTeam' });
  });

  it('keeps code, field and remedy of an error, and answers the rest', async () => {
    const answer = await gateway.ask('{ team(id: "x") { name } workspace { name } }');
    expect(answer.data).toEqual({ team: null, workspace: { name: 'Home' } });
    expect(answer.errors).toEqual([
      {
        message: 'id must be a uuid.',
        path: ['team'],
        extensions: { code: 'BAD_INPUT', field: 'id', remedy: 'Take it from a list.' },
      },
    ]);
  });

  it('says nothing of an inner failure but the request id', async () => {
    const answer = await gateway.ask('{ developers { totalCount } }');
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL', requestId: answer.headers.get('x-request-id') });
    expect(answer.text).not.toMatch(/10\.0\.0\.7|projection|developers service|\.ts/);
  });

  it.each([
    ['{', 400, 'BAD_INPUT'],
    ['', 400, 'BAD_INPUT'],
    ['[]', 400, 'BAD_INPUT'],
    ['null', 400, 'BAD_INPUT'],
    ['{"query":"{ viewer"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['{"query":"{ viewer { name } }","variables":[]}', 400, 'BAD_INPUT'],
    ['{"query":"query A { viewer { name } }","operationName":"B"}', 400, 'BAD_INPUT'],
    ['{"__proto__":{"query":"{ viewer { name } }"}}', 400, 'BAD_INPUT'],
  ])('refuses the malformed body %s: %s %s', async (body, status, code) => {
    const response = await gateway.post('/graphql', body, { authorization: `Bearer ${gateway.apiToken()}` });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code } }] });
  });

  it('refuses a body that is too large', async () => {
    const response = await gateway.post('/graphql', { query: ' '.repeat(300_000) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_LARGE' } }] });
  });

  it('answers only POST, and only JSON', async () => {
    const authorization = `Bearer ${gateway.apiToken()}`;
    const mutation = encodeURIComponent('mutation { createTeam(input: {name: "x"}) { name } }');
    const got = await fetch(`${gateway.url}/graphql?query=${mutation}`, { headers: { authorization } });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    const form = await gateway.post('/graphql', 'query={viewer{name}}', {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
    expect(await form.json()).toMatchObject({ errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] });
    expect(gateway.fixture.requests).toEqual([]);
  });

  it('refuses a request that a foreign page makes a browser send', async () => {
    const cookie = gateway.cookie();
    const query = { query: '{ viewer { name } }' };
    expect((await gateway.post('/graphql', query, { cookie, ...ownPage })).status).toBe(200);
    for (const headers of [
      { cookie },
      { cookie, 'x-trellis-client': 'x' },
      { cookie, ...ownPage, 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const refused = await gateway.post('/graphql', query, headers);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
  });

  it('says which limit an operation is over', async () => {
    const deep =
      '{ developers(first: 200) { edges { node { authoredFiles(repositoryId: "r", first: 200) { edges { node { path } } } } } } }';
    const answer = await gateway.ask(deep);
    expect(answer).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'TOO_COMPLEX', limit: 'cost', maximum: 50_000, value: 82_405 } }],
    });
  });

  it('never fails on operations that nobody meant', async () => {
    const authorization = `Bearer ${gateway.apiToken()}`;
    const pieces = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      'viewer',
      'workspace',
      'name',
      '...',
      'on',
      'Viewer',
      'fragment F',
      '$x',
      ': ',
      '"',
      '@include',
      'if: true',
      '[',
      ']',
      '\u0000',
      '😀',
      '__typename',
      'mutation',
      'query Q',
      'repository(id: "1")',
      '1e999',
      '#',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), fc.jsonValue(), async (words, variables) => {
        const response = await gateway.post('/graphql', { query: words.join(' '), variables }, { authorization });
        const text = await response.text();
        expect(response.status).toBeLessThan(500);
        expect(text).not.toContain('INTERNAL');
      }),
      { numRuns: 300 },
    );
  });
});

describe('the gateway', () => {
  it('answers what it can when a subgraph is gone, and does not say which', async () => {
    const gateway = await startTestGateway();
    Object.assign(gateway.fixture.services.analytics, {
      execute: () => Promise.reject(new Error('connect ECONNREFUSED')),
    });
    const answer = await gateway.ask(
      '{ workspace { name activeDevelopers { value } } developer(id: "a") { hourHeatmap { unit } } }',
    );
    expect(answer.data).toEqual({
      workspace: { name: 'Home', activeDevelopers: { value: 3 } },
      developer: { hourHeatmap: null },
    });
    expect(answer.text).not.toMatch(/analytics|ECONNREFUSED/);
    await gateway.stop();
  });

  it('is ready while every subgraph is, and alive in any case', async () => {
    const gateway = await startTestGateway();
    const ready = await fetch(`${gateway.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: 'ready',
        checks: {
          developers: 'ok',
          teams: 'ok',
          analytics: 'ok',
          predictions: 'ok',
          integrations: 'ok',
          redis: 'unavailable',
        },
      },
    ]);
    Object.assign(gateway.fixture.services.teams, { ready: () => Promise.reject(new Error('no database')) });
    const unready = await fetch(`${gateway.url}/readyz`);
    expect([unready.status, (await unready.json()).checks.teams]).toEqual([503, 'unavailable']);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    await gateway.stop();
  });

  it('answers a running request before it stops', async () => {
    const gateway = await startTestGateway();
    const { teams } = gateway.fixture.services;
    const { execute } = teams;
    Object.assign(teams, {
      execute: (request: Parameters<typeof execute>[0]) => sleep(200).then(() => execute(request)),
    });
    const running = gateway.ask('{ viewer { name } }');
    await sleep(80);
    await gateway.stop();
    expect((await running).data).toEqual({ viewer: { name: 'Ann' } });
    await expect(fetch(gateway.url)).rejects.toThrow();
  });

  it('names the variable of a subgraph that runs nowhere', async () => {
    const { findServices } = await import('./services.ts');
    const config = { subgraphUrls: {} } as unknown as Parameters<typeof findServices>[0];
    expect(() => findServices(config, {})).toThrow('TRELLIS_SUBGRAPH_URL_DEVELOPERS');
  });
});
