import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkEveryFieldHasAccess, checkSharedFieldsAgree } from './access.ts';

const contract = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../../../schema', `${name}.graphql`), 'utf8');

describe('the contract', () => {
  it('rules every object field of the composed supergraph', () => {
    expect(checkEveryFieldHasAccess(buildSchema(contract('supergraph')))).toEqual([]);
  });

  it('notices a field of the supergraph that loses its rule', () => {
    const planted = contract('supergraph')
      .replace('hourHeatmap(window: WindowInput, repositoryId: ID): HourHeatmap', '$& @deprecated')
      .replace(/(Developer[\s\S]*?hourHeatmap[^\n]*) @access\(relation: "self"\)/, '$1');
    expect(checkEveryFieldHasAccess(buildSchema(planted))).toEqual(['Developer.hourHeatmap has no @access rule.']);
  });

  it('rules shared types alike in all subgraphs', () => {
    const schemas = Object.fromEntries(SUBGRAPHS.map((name) => [name, buildSubgraphSchema(parse(contract(name)))]));
    expect(checkSharedFieldsAgree(schemas)).toEqual([]);
    expect(Object.keys(schemas)).toHaveLength(5);
  });
});
