import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { applyScalars } from '@trellis/service-kit/scalars.ts';
import { type GraphQLSchema, parse } from 'graphql';
import { readRelationFields } from './cacheable.ts';
import { type CostRules, readCostRules } from './cost-rules.ts';

/** The composed contract in the forms that the stages need. */
export interface LoadedSupergraph {
  /** What clients see; requests are validated against it. */
  readonly clientSchema: GraphQLSchema;
  /** The same for Apollo's planner and executor. */
  readonly plannerSchema: Schema;
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** Their names. */
  readonly subgraphs: readonly string[];
  readonly costRules: CostRules;
  /** Fields that ask how the viewer stands to a person, as `Type.field`. */
  readonly relationFields: ReadonlySet<string>;
}

const SUPERGRAPH_FILE = path.join(import.meta.dirname, '../../schema/supergraph.graphql');

/** Loads the committed supergraph. */
export function loadSupergraph(file = SUPERGRAPH_FILE): LoadedSupergraph {
  const sdl = readFileSync(file, 'utf8');
  const document = parse(sdl);
  const supergraph = Supergraph.build(sdl);
  const plannerSchema = supergraph.apiSchema();
  const clientSchema = plannerSchema.toGraphQLJSSchema();
  applyScalars(clientSchema);
  return {
    clientSchema,
    plannerSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
    subgraphs: SUBGRAPHS,
    costRules: readCostRules(document),
    relationFields: readRelationFields(document),
  };
}
