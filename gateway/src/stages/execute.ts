import type { QueryPlan } from '@apollo/query-planner';
import { cacheCounter, subgraphCallFinished } from '@trellis/observability/metrics.ts';
import { traced } from '@trellis/observability/tracing.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { OperationTypeNode } from 'graphql';
import { createShapes } from '../execution/create-shapes.ts';
import { createEntityCache } from '../execution/entity-cache.ts';
import type { Data } from '../execution/merge-data.ts';
import { canRun, type PlanRun, runPlan } from '../execution/run-plan.ts';
import { runOnStock } from '../execution/stock-executor.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { withDefaults } from '../variable-values.ts';
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

/** An operation's plan made ready to be run again and again. */
interface Prepared {
  /** Undefined: it has to run on the stock executor. */
  readonly shapeFor: ((isTrue: (variable: string) => boolean) => (data: unknown) => unknown) | undefined;
}

/**
 * Makes the fifth stage: plans are Apollo's; they run, and the answer gets its form, in a way that is made once an operation.
 * It knows a subgraph as a service only: whether that runs in this process or behind HTTP is not its business.
 */
export function createExecuteStage(
  supergraph: LoadedSupergraph,
  services: Readonly<Record<string, SubgraphService>>,
): (plan: QueryPlan, operation: ParsedOperation, who: Authenticated, call: Call) => Promise<Outcome> {
  const keepEntities = createEntityCache(cacheCounter('entity'));
  const prepared = new WeakMap<QueryPlan, Prepared>();
  const prepare = (plan: QueryPlan, operation: ParsedOperation): Prepared => {
    const known = prepared.get(plan);
    if (known !== undefined) return known;
    const made = { shapeFor: canRun(plan) ? createShapes(supergraph.clientSchema, operation) : undefined };
    prepared.set(plan, made);
    return made;
  };

  return async (plan, operation, who, call) => {
    const isQuery = operation.operation.operation === OperationTypeNode.QUERY;
    // What a mutation gives is what it made, not what was before it.
    const scope = { workspaceId: who.viewer.workspaceId, epochs: isQuery ? who.epochs : undefined };
    const ask = keepEntities(asker(services, who.internalToken, call), scope);
    const { shapeFor } = prepare(plan, operation);
    if (shapeFor === undefined) {
      const { data, errors } = await runOnStock(supergraph, plan, operation, ask);
      return { data: data ?? null, errors: errors ?? [] };
    }
    const values = withDefaults(operation.operation, operation.variables);
    const isTrue = (variable: string) => values[variable] === true;
    const data: Data = {};
    const errors: unknown[] = [];
    const { variables } = operation;
    await runPlan(plan, { ask, variables, isTrue, schema: supergraph.supergraphSchema, data, errors });
    return { data: shapeFor(isTrue)(data), errors };
  };
}

/** Asks the services in the name of who asks. */
function asker(services: Readonly<Record<string, SubgraphService>>, token: string, call: Call): PlanRun['ask'] {
  const { requestId, signal } = call;
  return (name, query, variables) => {
    const service = services[name];
    if (service === undefined) throw new Error(`There is no subgraph ${name}.`);
    const asked = { query, variables, token, requestId, signal };
    return measured(name, () =>
      traced(`ask ${name}`, { kind: 'client' }, () => unlessAborted(service.execute(asked), signal)),
    );
  };
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
