import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, parse, print, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientSchema, composeSupergraph, SCHEMA_FOLDER, subgraphDocument } from './composed-schema.ts';
import { findBreaks } from './find-breaks.ts';

const read = (file: string) => readFileSync(path.join(SCHEMA_FOLDER, file), 'utf8');

describe('schema/supergraph.graphql', () => {
  it('is what the subgraphs compose to', () => {
    expect(read('supergraph.graphql')).toBe(composeSupergraph());
  });

  it('breaks nothing that clients of schema/released.graphql rely on, but what is listed', async () => {
    const found = await findBreaks(
      buildSchema(read('released.graphql')),
      clientSchema(read('supergraph.graphql')),
      JSON.parse(read('allowed-breaks.json')),
    );
    expect(found).toEqual({ breaks: [], unused: [] });
  });
});

describe('composition', () => {
  it('fails with the reason when subgraphs contradict each other', () => {
    const developers = subgraphDocument('developers');
    const contradicting = visit(developers, {
      ObjectTypeDefinition: (node) =>
        node.name.value === 'Window'
          ? parse('type Window @shareable { from: Int! to: Int! }').definitions[0]
          : undefined,
    });
    expect(() =>
      composeSupergraph({ developers: parse(print(contradicting)), teams: subgraphDocument('teams') }),
    ).toThrow('Window.from');
  });
});

describe('a change of the schema', () => {
  const released = buildSchema('type Query { a: Int b(x: Int): Int! }');
  const removed = buildSchema('type Query { b(x: Int): Int! }');
  const allowed = { path: 'Query.a', change: 'FIELD_REMOVED', date: '2026-01-31', reason: 'Nobody used it.' };

  it('that takes something away breaks', async () => {
    const { breaks } = await findBreaks(released, removed, []);
    expect(breaks).toMatchObject([{ path: 'Query.a', change: 'FIELD_REMOVED' }]);
  });

  it('that makes a value nullable, or an argument required, breaks', async () => {
    const { breaks } = await findBreaks(released, buildSchema('type Query { a: Int b(x: Int!): Int }'), []);
    expect(breaks.map((found) => found.path).sort()).toEqual(['Query.b', 'Query.b.x']);
  });

  it('that adds something does not', async () => {
    expect(
      (await findBreaks(released, buildSchema('type Query { a: Int b(x: Int, y: Int): Int! c: Int }'), [])).breaks,
    ).toEqual([]);
  });

  it('may break what is listed, and only that', async () => {
    expect(await findBreaks(released, removed, [allowed])).toEqual({ breaks: [], unused: [] });
    expect((await findBreaks(released, removed, [{ ...allowed, path: 'Query.b' }])).breaks).toHaveLength(1);
  });

  it('that is listed but does not break is said to be left over', async () => {
    expect((await findBreaks(released, released, [allowed])).unused).toEqual([allowed]);
  });

  it('is listed with a date and a reason', async () => {
    await expect(findBreaks(released, removed, [{ ...allowed, reason: ' ' }])).rejects.toThrow(
      'a date (YYYY-MM-DD) and a reason',
    );
    await expect(findBreaks(released, removed, [{ ...allowed, date: 'soon' }])).rejects.toThrow('Query.a');
  });
});
