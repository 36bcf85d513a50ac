import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_LIMITS } from '../document-limits.ts';
import { RequestRefused } from '../refusal.ts';
import { loadSupergraph } from '../supergraph.ts';
import { createParseStage } from './parse.ts';

const { clientSchema } = loadSupergraph();
const parse = createParseStage(clientSchema);

/** The first error a body is refused with. */
function refusal(body: unknown, stage = parse) {
  try {
    stage(body);
  } catch (error) {
    if (error instanceof RequestRefused)
      return { status: error.status, message: error.message, ...error.errors[0]?.extensions };
    throw error;
  }
  return undefined;
}

describe('a body', () => {
  it.each([
    [undefined, 'body'],
    ['text', 'body'],
    [[], 'query'],
    [{}, 'query'],
    [{ query: 1 }, 'query'],
    [{ query: '{ viewer { name } }', variables: 'x' }, 'variables'],
    [{ query: '{ viewer { name } }', operationName: 1 }, 'operationName'],
  ])('%j is refused with the field %s', (body, field) => {
    expect(refusal(body)).toMatchObject({ status: 400, code: 'BAD_INPUT', field });
  });

  it.each([
    [{ query: '{ repository(id: "a\\u0000") { name } }' }, 'query'],
    [{ query: 'query ($id: ID!) { repository(id: $id) { name } }', variables: { id: 'a\0' } }, 'variables.id'],
    [
      {
        query:
          'query ($w: WindowInput, $ids: [String!]!) { repository(id: "a") { commitsBySha(shas: $ids) { sha } } workspace { activityCalendar(window: $w) { total } } }',
        variables: { ids: ['a', '\0'] },
      },
      'variables.ids',
    ],
  ])('%j is refused for a character that no database holds', (body, field) => {
    expect(refusal(body)).toMatchObject({ status: 400, code: 'BAD_INPUT', field });
  });

  it('becomes one operation with its own fragments and variables', () => {
    const operation = parse({
      query: `
        query A($id: ID!) { repository(id: $id) { ...Name } }
        query B { viewer { name } }
        fragment Name on Repository { name }`,
      operationName: 'A',
      variables: { id: 'r1', undeclared: 1 },
    });
    expect(operation.operationName).toBe('A');
    expect(operation.normalised).toContain('fragment Name');
    expect(operation.normalised).not.toContain('query B');
    expect(operation.variables).toEqual({ id: 'r1' });
  });

  it('is normalised, so that layout and comments make no difference', () => {
    const one = parse({ query: '{viewer{name}}' });
    const other = parse({ query: '# who\n query {\n viewer { name, }\n }' });
    expect(one.normalised).toBe(other.normalised);
  });
});

describe('a document', () => {
  it.each([
    ['{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ viewer }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ viewer { ...A } } fragment A on Viewer { ...A }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { viewer { name } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['fragment A on Viewer { name }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      '{ workspace { activityCalendar(window: {from: "2026-02-30", to: "2026-03-01"}) { total } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s is refused: %s', (query, code) => {
    expect(refusal({ query })).toMatchObject({ status: 400, code });
  });

  it('is refused alike when it comes again', () => {
    expect(refusal({ query: '{ nothing }' })).toEqual(refusal({ query: '{ nothing }' }));
  });

  it('must say which of its operations is meant', () => {
    const query = 'query A { viewer { name } } query B { viewer { name } }';
    expect(refusal({ query })).toMatchObject({ code: 'BAD_INPUT', field: 'operationName' });
    expect(refusal({ query, operationName: 'C' })).toMatchObject({ code: 'BAD_INPUT', field: 'operationName' });
    expect(refusal({ query, operationName: 'B' })).toBeUndefined();
  });

  it.each([
    [{}, 'missing'],
    [{ id: {} }, 'of another type'],
    [{ id: 'r', window: { from: 'x', to: '2026-01-01' } }, 'no day'],
  ])('is refused with variables %j: %s', (variables, _what) => {
    const query =
      'query ($id: ID!, $window: WindowInput) { repository(id: $id) { activityCalendar(window: $window) { total } } }';
    expect(refusal({ query, variables })).toMatchObject({ status: 400, code: 'BAD_INPUT' });
  });

  it('may be the usual introspection', () => {
    expect(refusal({ query: getIntrospectionQuery() })).toBeUndefined();
  });
});

describe('a document that is too large names the limit and its value:', () => {
  const nested = deep;
  it.each([
    ['characters', `{ viewer { name } } #${'x'.repeat(DOCUMENT_LIMITS.characters)}`],
    ['tokens', `{ viewer { ${'name '.repeat(DOCUMENT_LIMITS.tokens)} } }`],
    ['fields', `{ viewer { ${'name '.repeat(DOCUMENT_LIMITS.fields)} } }`],
    ['aliases', `{ viewer { ${Array.from({ length: 61 }, (_, index) => `a${index}: name`).join(' ')} } }`],
    ['rootFields', `{ ${'viewer { name } '.repeat(21)} }`],
    ['depth', nested(16)],
    ['nesting', `{ viewer(x: ${'['.repeat(2_400)}${']'.repeat(2_400)}) }`],
    ['nesting', `${'{ viewer '.repeat(2_400)}${'}'.repeat(2_400)}`],
  ])('%s', (limit, query) => {
    const found = refusal({ query });
    expect(found).toMatchObject({ status: 400, code: 'TOO_COMPLEX', limit });
    if (limit !== 'tokens') expect(found).toMatchObject({ value: expect.any(Number), maximum: expect.any(Number) });
  });

  it('fields and aliases and root fields also inside fragments', () => {
    const bomb = `{ viewer { ...F0 } } ${Array.from({ length: 12 }, (_, index) => `fragment F${index} on Viewer { ...F${index + 1} ...F${index + 1} }`).join(' ')} fragment F12 on Viewer { name }`;
    expect(refusal({ query: bomb })).toMatchObject({ limit: 'fields', value: 4097 });
    expect(
      refusal({ query: `{ ${'...R '.repeat(3)} } fragment R on Query { ${'viewer { name } '.repeat(7)} }` }),
    ).toMatchObject({
      limit: 'rootFields',
      value: 21,
    });
  });

  it('also where fragments spread one that is not there, in no more time than they are long', () => {
    const spreads = Array.from(
      { length: 24 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    const started = performance.now();
    expect(refusal({ query: `{ ...F0 } ${spreads.join(' ')}` })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('and what is just within them passes', () => {
    expect(refusal({ query: nested(15) })).not.toMatchObject({ code: 'TOO_COMPLEX' });
    expect(refusal({ query: `{ ${'viewer { name } '.repeat(20)} }` })).toBeUndefined();
  });

  it('quickly', () => {
    const started = performance.now();
    for (let turn = 0; turn < 20; turn += 1)
      refusal({ query: `{ viewer { ${'name '.repeat(DOCUMENT_LIMITS.fields - turn - 1)} } }` });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

/** A query of so many nested fields. */
function deep(levels: number): string {
  const fields = [
    'workspace',
    ...Array.from(
      { length: levels },
      (_, index) => ['repositories', 'edges', 'node', 'contributors', 'edges', 'node'][index % 6],
    ),
  ];
  return `{ ${fields.slice(0, levels).join(' { ')}${' }'.repeat(levels)}`;
}
