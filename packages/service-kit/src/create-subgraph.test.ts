import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { registry } from '@trellis/observability/registry.ts';
import { describe, expect, it } from 'vitest';
import { profileSubgraph } from './fixtures/profile.ts';
import { callSubgraph, runSubgraph } from './testing.ts';

const run = (query: string, variables = {}) => runSubgraph(profileSubgraph().service, query, variables);
const codeOf = async (query: string, variables = {}) => (await run(query, variables)).errors?.[0]?.extensions?.code;

describe('a subgraph', () => {
  it('refuses a request without a valid token, before it looks at the query', async () => {
    const result = await profileSubgraph().service.execute({ query: '{ nonsense', token: 'forged', requestId: 'r1' });
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(result.data).toBeUndefined();
  });

  it('resolves the references of one type in a request by one query', async () => {
    const { service, calls } = profileSubgraph();
    const result = await runSubgraph(
      service,
      'query ($people: [_Any!]!) { _entities(representations: $people) { ... on Developer { id name } } developer(id: "c") { name } }',
      { people: ['a', 'b', 'unknown', 'a'].map((id) => ({ __typename: 'Developer', id })) },
    );
    expect(calls.batches).toEqual([['a', 'b', 'unknown', 'c']]);
    expect(result.data).toEqual({
      _entities: [{ id: 'a', name: 'Name of a' }, { id: 'b', name: 'Name of b' }, null, { id: 'a', name: 'Name of a' }],
      developer: { name: 'Name of c' },
    });
  });

  it('keeps nothing of one request for the next', async () => {
    const { service, calls } = profileSubgraph();
    await runSubgraph(service, '{ developer(id: "a") { name } }');
    await runSubgraph(service, '{ developer(id: "a") { name } }');
    expect(calls.batches).toEqual([['a'], ['a']]);
  });

  it('says what is wrong with a query by a code', async () => {
    expect(await codeOf('{ developer(')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf('{ nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf('query ($id: ID!) { developer(id: $id) { id } }')).toBe('BAD_INPUT');
    expect(await codeOf('query A { failing } query B { failing }')).toBe('BAD_INPUT');
  });

  it('takes only days and instants that exist', async () => {
    expect(await run('{ days(on: "2026-02-28", at: "2026-02-28T10:00:00+02:00") }')).toEqual({
      data: { days: '2026-02-28' },
    });
    expect(await codeOf('query ($on: Date!) { days(on: $on) }', { on: '2026-02-30' })).toBe('BAD_INPUT');
    expect(await codeOf('query ($on: Date!) { days(on: $on) }', { on: '0000-01-01' })).toBe('BAD_INPUT');
    expect(await codeOf('query ($at: DateTime) { days(on: "2026-01-01", at: $at) }', { at: 'yesterday' })).toBe(
      'BAD_INPUT',
    );
  });

  it('hides an unexpected failure behind the id under which it is logged', async () => {
    const result = await run('{ failing }');
    expect(result.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL', requestId: 'test' });
    expect(JSON.stringify(result)).not.toContain('ECONNREFUSED');
  });

  it('runs an internal handler by its name alone', async () => {
    const { service } = profileSubgraph();
    await expect(callSubgraph(service, 'echo', { a: 1 })).resolves.toEqual({ a: 1 });
    await expect(callSubgraph(service, 'toString', {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.call('echo', {}, { token: 'forged', requestId: 'r' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('does not start while a field has no rule', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'trellis-')), 'planted.graphql');
    writeFileSync(
      file,
      'directive @access(role: String! = "member", relation: String) on FIELD_DEFINITION type Query { planted: Int }',
    );
    expect(() => profileSubgraph({ schemaFile: file, resolvers: {} })).toThrow('Query.planted has no @access rule.');
  });
});

describe('the metrics of a subgraph', () => {
  it('hold the duration of resolvers that wait, by subgraph and field, and of no others', async () => {
    await run('{ slow settings { name } }');
    const metrics = await registry.metrics();
    expect(metrics).toMatch(/trellis_resolver_seconds_count\{subgraph="profile",field="Query.slow"\} [1-9]/);
    expect(metrics).not.toContain('field="Query.settings"');
  });
});
