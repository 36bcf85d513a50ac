import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { createLru } from '@trellis/service-kit/lru.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { ParsedOperation } from './parse.ts';

/** Makes the fourth stage: which subgraph is asked for what, and in which order. Plans are kept by the normalised operation. */
export function createPlanStage(supergraph: LoadedSupergraph): (operation: ParsedOperation) => QueryPlan {
  const plans = createLru<QueryPlan>(500, 4_000_000);
  return ({ document, operationName, normalised }) => {
    const known = plans.get(normalised);
    if (known !== undefined) return known;
    const operation = operationFromDocument(
      supergraph.plannerSchema,
      document,
      operationName === undefined ? {} : { operationName },
    );
    const plan = supergraph.planner.buildQueryPlan(operation);
    plans.set(normalised, plan);
    return plan;
  };
}
