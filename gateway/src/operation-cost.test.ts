import { buildSchema, isObjectType, parse as parseText } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readCostRules } from './cost-rules.ts';
import { createOperationCost } from './operation-cost.ts';
import { COST_LIMITS } from './stages/limit.ts';
import { createParseStage } from './stages/parse.ts';
import { loadSupergraph } from './supergraph.ts';

/** The cost of operations on a contract of their own. */
function costOn(sdl: string) {
  const directives = `
    directive @cost(weight: Int!) on FIELD_DEFINITION
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION`;
  const schema = buildSchema(sdl + directives);
  const cost = createOperationCost(schema, readCostRules(parseText(sdl + directives)));
  const parse = createParseStage(schema);
  return (query: string, variables = {}) => cost(parse({ query, variables }));
}

const cost = costOn(`
  type Query {
    one: Thing
    dear: Thing @cost(weight: 20)
    count: Int @cost(weight: 3)
    some: [Thing!]!
    few: [Thing!]! @listSize(assumedSize: 3)
    sliced(first: Int, last: Int): [Thing!]! @listSize(slicingArguments: ["first", "last"], assumedSize: 7)
    page(first: Int = 50): Page! @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
    dearPage(first: Int = 50): Page! @cost(weight: 5) @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
  }
  type Mutation { act: Thing! dearAct: Thing! @cost(weight: 100) }
  type Page { edges: [Edge!]! pageInfo: Info! }
  type Edge { node: Thing! cursor: String! }
  type Info { more: Boolean! }
  type Thing { name: String things(first: Int = 2): Page! @listSize(slicingArguments: ["first"], sizedFields: ["edges"]) }
`);

describe('the cost of an operation', () => {
  it('is the objects it may return; leaves are free', () => {
    expect(cost('{ one { name } }')).toBe(1);
    expect(cost('{ page(first: 1) { pageInfo { more } } }')).toBe(2);
  });

  it('is the weight that the contract gives a field, a leaf among them', () => {
    expect(cost('{ dear { name } }')).toBe(20);
    expect(cost('{ count }')).toBe(3);
  });

  it('takes the size of a list from the contract, and ten where it says none', () => {
    expect(cost('{ few { name } }')).toBe(3);
    expect(cost('{ some { name } }')).toBe(10);
  });

  it('takes the size from the slicing argument, as given, by variable, by the default of either, or as assumed', () => {
    expect(cost('{ page(first: 7) { edges { node { name } } } }')).toBe(1 + 7 * 2);
    expect(cost('{ page { edges { node { name } } } }')).toBe(1 + 50 * 2);
    const byVariable = 'query ($n: Int) { page(first: $n) { edges { node { name } } } }';
    expect(cost(byVariable, { n: 3 })).toBe(1 + 3 * 2);
    expect(cost(byVariable)).toBe(1 + 50 * 2);
    expect(cost('query ($n: Int = 4) { page(first: $n) { edges { node { name } } } }')).toBe(1 + 4 * 2);
    expect(cost('{ sliced { name } }')).toBe(7);
    expect(cost('{ sliced(first: 2, last: 4) { name } }')).toBe(4);
  });

  it('counts the size for the lists it sizes alone', () => {
    expect(cost('{ dearPage(first: 7) { pageInfo { more } edges { cursor } } }')).toBe(5 + 1 + 7);
  });

  it('multiplies pages within pages', () => {
    expect(cost('{ page(first: 10) { edges { node { things(first: 100) { edges { cursor } } } } } }')).toBe(
      1 + 10 * (1 + 1 + (1 + 100)),
    );
  });

  it('counts fragments where they are used', () => {
    const spread = '{ a: page(first: 5) { ...P } b: page(first: 5) { ...P } } fragment P on Page { edges { cursor } }';
    expect(cost(spread)).toBe(2 * (1 + 5));
    expect(cost('{ page(first: 5) { ... on Page { edges { cursor } } } }')).toBe(1 + 5);
  });

  it('is higher for a mutation than for reading the same, or what the contract says', () => {
    expect(cost('mutation { act { name } }')).toBe(11);
    expect(cost('mutation { dearAct { name } }')).toBe(100);
  });

  it('does not fall below one, whatever size is asked for', () => {
    expect(cost('{ sliced(first: -50) { name } }')).toBe(1);
    expect(cost('{ __typename }')).toBe(1);
  });
});

describe('the contract', () => {
  const { clientSchema, costRules } = loadSupergraph();
  const costOf = createOperationCost(clientSchema, costRules);
  const parse = createParseStage(clientSchema);

  it('says the size of every page', () => {
    const unsaid = Object.values(clientSchema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ field, name: `${type.name}.${field.name}` })),
      )
      .filter(({ field }) => field.args.some((argument) => argument.name === 'first'))
      .map(({ name }) => name)
      .filter((name) => !costRules.get(name)?.listSize?.slicingArguments.includes('first'));
    expect(unsaid).toEqual([]);
  });

  it('lets the largest page through, and not pages of everything about everybody', () => {
    const people = (inside: string) => ({ query: `{ developers(first: 200) { edges { node { ${inside} } } } }` });
    const calm = costOf(parse(people('name aliases { name email } commitCount { value }')));
    const wild = costOf(parse(people('activityCalendar { days { commits } }')));
    expect(calm).toBeLessThan(COST_LIMITS.operation / 10);
    expect(wild).toBeGreaterThan(COST_LIMITS.operation);
  });
});
