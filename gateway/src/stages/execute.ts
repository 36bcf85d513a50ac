import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { subgraphCallFinished } from '@trellis/observability/metrics.ts';
import { traced } from '@trellis/observability/tracing.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { Authenticated } from './authenticate.ts';
import type { ParsedOperation } from './parse.ts';

/** What the subgraphs gave together: nulls are where they belong, errors are as they came. */
export interface Outcome {
  readonly data: unknown;
  readonly errors: readonly unknown[];
}

/** A running request. */
export interface Call {
  readonly requestId: string;
  /** Aborts when the caller hangs up or the time is over. */
  readonly signal: AbortSignal;
}

type StockRequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * Makes the fifth stage on Apollo's executor. It knows a subgraph as a service only: whether that runs in this process or
 * behind HTTP is not its business.
 */
export function createExecuteStage(
  supergraph: LoadedSupergraph,
  services: Readonly<Record<string, SubgraphService>>,
): (plan: QueryPlan, operation: ParsedOperation, who: Authenticated, call: Call) => Promise<Outcome> {
  return async (plan, operation, who, call) => {
    const operationContext = buildOperationContext({
      schema: supergraph.clientSchema,
      operationDocument: operation.document,
      ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
    });
    // The executor reads these members alone of Apollo Server's context.
    const requestContext = { request: { variables: operation.variables }, metrics: {}, context: {} };
    const result = await executeQueryPlan(
      plan,
      serviceMap(services, who.internalToken, call),
      requestContext as unknown as StockRequestContext,
      operationContext,
      supergraph.supergraphSchema,
      supergraph.plannerSchema,
    );
    return { data: result.data ?? null, errors: result.errors ?? [] };
  };
}

function serviceMap(services: Readonly<Record<string, SubgraphService>>, token: string, call: Call): ServiceMap {
  const asSource = (service: SubgraphService): GraphQLDataSource => ({
    async process({ request }) {
      const asked = {
        query: request.query ?? '',
        variables: request.variables ?? {},
        token,
        requestId: call.requestId,
        signal: call.signal,
      };
      const result = await measured(service.name, () =>
        traced(`ask ${service.name}`, { kind: 'client' }, () => unlessAborted(service.execute(asked), call.signal)),
      );
      return result as Awaited<ReturnType<GraphQLDataSource['process']>>;
    },
  });
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, asSource(service)]));
}

async function measured<T>(subgraph: string, call: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  let outcome: 'ok' | 'failed' = 'failed';
  try {
    const result = await call();
    outcome = 'ok';
    return result;
  } finally {
    subgraphCallFinished({ subgraph, outcome, durationMs: performance.now() - startedMs });
  }
}

/** In process nothing cuts a resolver off that goes on after the time is over: its answer is no longer waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new CodedError('UNAVAILABLE', 'A subgraph took too long.', { cause: signal.reason }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
