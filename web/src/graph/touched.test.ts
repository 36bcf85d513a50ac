import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { isTouched } from './touched.ts';

const owners = { People: ['developers', 'integrations'] };
const people = parse('query People { developers { totalCount } }');

test('A query is asked again when a subgraph that it is answered from changed.', () => {
  expect(isTouched(people, new Set(['integrations']), owners)).toBe(true);
});

test('A query is left alone when only other subgraphs changed.', () => {
  expect(isTouched(people, new Set(['teams', 'predictions']), owners)).toBe(false);
});

test('Where anything may have changed, or the query is not known, it is asked again.', () => {
  expect(isTouched(people, null, owners)).toBe(true);
  expect(isTouched(parse('query Other { viewer { name } }'), new Set(['teams']), owners)).toBe(true);
});
