import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import type { ParsedOperation } from '../stages/parse.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { PlanRun } from './run-plan.ts';

type StockRequestContext = Parameters<typeof executeQueryPlan>[2];

/** Runs a plan on Apollo's own executor: for what ours has no use for, and to be compared with. */
export async function runOnStock(
  supergraph: LoadedSupergraph,
  plan: QueryPlan,
  operation: ParsedOperation,
  ask: PlanRun['ask'],
): Promise<ExecutionResult> {
  const operationContext = buildOperationContext({
    schema: supergraph.clientSchema,
    operationDocument: operation.document,
    ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
  });
  // The executor reads these members alone of Apollo Server's context.
  const requestContext = { request: { variables: operation.variables }, metrics: {}, context: {} };
  return executeQueryPlan(
    plan,
    servicesOf(supergraph, ask),
    requestContext as unknown as StockRequestContext,
    operationContext,
    supergraph.supergraphSchema,
    supergraph.plannerSchema,
  );
}

function servicesOf({ subgraphs }: LoadedSupergraph, ask: PlanRun['ask']): ServiceMap {
  const asSource = (name: string): GraphQLDataSource => ({
    async process({ request }) {
      const result = await ask(name, request.query ?? '', request.variables ?? {});
      return result as Awaited<ReturnType<GraphQLDataSource['process']>>;
    },
  });
  return Object.fromEntries(subgraphs.map((name) => [name, asSource(name)]));
}
