import { describe, expect, it } from 'vitest';
import { operationCost } from './operation-cost.ts';
import { createParseStage } from './stages/parse.ts';
import { loadSupergraph } from './supergraph.ts';

const { clientSchema } = loadSupergraph();
const parse = createParseStage(clientSchema);
const cost = (query: string, variables = {}) => operationCost(clientSchema, parse({ query, variables }));

describe('the cost of an operation', () => {
  it('is the objects it may return', () => {
    expect(cost('{ viewer { name workspace { name } } }')).toBe(2);
    expect(cost('{ __typename }')).toBe(1);
  });

  it('counts a page by its size, through edges and nodes', () => {
    expect(cost('{ developers(first: 7) { edges { node { name } } } }')).toBe(1 + 7 * 2);
    expect(cost('{ developers { edges { node { name } } } }')).toBe(1 + 50 * 2);
    expect(cost('query ($n: Int) { developers(first: $n) { edges { node { name } } } }', { n: 3 })).toBe(1 + 3 * 2);
  });

  it('multiplies pages within pages', () => {
    const query =
      '{ repositories(first: 10) { edges { node { contributors(first: 100) { edges { node { name } } } } } } }';
    expect(cost(query)).toBe(1 + 10 * (1 + 1 + (1 + 100 * 2)));
  });

  it('assumes ten items of a list that does not say', () => {
    expect(cost('{ workspace { limitations { code } } }')).toBe(1 + 10);
  });

  it('counts fragments where they are used', () => {
    const spread =
      '{ a: developers(first: 5) { ...P } b: developers(first: 5) { ...P } } fragment P on DeveloperConnection { edges { node { name } } }';
    expect(cost(spread)).toBe(2 * (1 + 5 * 2));
    expect(cost('{ developers(first: 5) { ... on DeveloperConnection { edges { cursor } } } }')).toBe(1 + 5);
  });

  it('is higher for a mutation than for reading the same', () => {
    expect(cost('mutation { createTeam(input: {name: "x"}) { name } }')).toBe(1 + 10);
  });

  it('does not fall below one, whatever size is asked for', () => {
    expect(cost('{ developers(first: -50) { edges { node { name } } } }')).toBe(1);
  });
});
