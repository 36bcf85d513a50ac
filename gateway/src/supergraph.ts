import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { applyScalars } from '@trellis/service-kit/scalars.ts';
import type { GraphQLSchema } from 'graphql';

/** The composed contract in the forms that the stages need. */
export interface LoadedSupergraph {
  /** What clients see; requests are validated against it. */
  readonly clientSchema: GraphQLSchema;
  /** The same for Apollo's planner and executor. */
  readonly plannerSchema: Schema;
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
}

const SUPERGRAPH_FILE = path.join(import.meta.dirname, '../../schema/supergraph.graphql');

/** Loads the committed supergraph. */
export function loadSupergraph(file = SUPERGRAPH_FILE): LoadedSupergraph {
  const supergraph = Supergraph.build(readFileSync(file, 'utf8'));
  const plannerSchema = supergraph.apiSchema();
  const clientSchema = plannerSchema.toGraphQLJSSchema();
  applyScalars(clientSchema);
  return {
    clientSchema,
    plannerSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
  };
}
