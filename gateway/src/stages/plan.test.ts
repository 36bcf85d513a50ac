import { describe, expect, it } from 'vitest';
import { loadSupergraph } from '../supergraph.ts';
import { createParseStage } from './parse.ts';
import { createPlanStage } from './plan.ts';

const supergraph = loadSupergraph();
const parse = createParseStage(supergraph.clientSchema);

describe('the plan stage', () => {
  it('plans an operation once, however it is written and whatever its variables are', () => {
    const plan = createPlanStage(supergraph);
    const query = 'query A($id: ID!) { repository(id: $id) { name } }';
    const first = plan(parse({ query, variables: { id: '1' } }));
    expect(plan(parse({ query: query.replaceAll(' { ', '{\n'), variables: { id: '2' } }))).toBe(first);
  });

  it('keeps operations apart that differ', () => {
    const plan = createPlanStage(supergraph);
    const query = 'query A { viewer { name } } query B { viewer { role } }';
    const [first, second] = ['A', 'B'].map((operationName) => plan(parse({ query, operationName })));
    expect(JSON.stringify(first)).toContain('name');
    expect(JSON.stringify(second)).not.toContain('name}');
    expect(second).not.toBe(first);
  });

  it('asks each subgraph for what it owns', () => {
    const plan = createPlanStage(supergraph);
    const asked = JSON.stringify(
      plan(parse({ query: '{ workspace { name activeDevelopers { value } repositories { totalCount } } }' })),
    );
    for (const subgraph of ['teams', 'developers', 'integrations'])
      expect(asked).toContain(`"serviceName":"${subgraph}"`);
    expect(asked).not.toContain('"serviceName":"analytics"');
  });
});
