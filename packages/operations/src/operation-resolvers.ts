import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { Operation, OperationFailure, OperationState } from './operation.ts';
import { findOperation, listOperations, retryOperation } from './store.ts';

/** An operation as the graph shows it. */
export interface OperationView {
  readonly id: string;
  /** E.g. APPLY_IDENTITY_DECISION. */
  readonly kind: string;
  readonly state: OperationState;
  readonly step: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: OperationFailure | null;
}

/** What resolvers of operations work with. */
export interface OperationParts {
  readonly pool: Pool;
  /** Tells the relay that an operation was asked for. */
  readonly poke: () => void;
}

/** Turns a row into what the graph shows; what the operation is about stays inside. */
export function viewOperation(operation: Operation): OperationView {
  const { id, kind, state, step, done, total, error, startedAt, finishedAt } = operation;
  return {
    id,
    kind: kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    state,
    step,
    done,
    total,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    error,
  };
}

const MOST = 100;

/** The queries and the mutation that every subgraph with operations has, under its own names. */
export function operationResolvers(parts: OperationParts) {
  const inViewers = <T>(context: ResolverContext, work: Parameters<typeof inWorkspace<T>>[2]) =>
    inWorkspace(parts.pool, context.viewer.workspaceId, work);
  return {
    find: async (id: string, context: ResolverContext): Promise<OperationView | null> => {
      const operation = await inViewers(context, (db) => findOperation(db, id));
      return operation === undefined ? null : viewOperation(operation);
    },

    /** @throws CodedError BAD_INPUT where `first` is not between 1 and 100 */
    list: async (first: number, context: ResolverContext): Promise<OperationView[]> => {
      if (first < 1 || first > MOST)
        throw new CodedError('BAD_INPUT', `first: ${first} is not between 1 and ${MOST}.`, { field: 'first' });
      return (await inViewers(context, (db) => listOperations(db, first))).map(viewOperation);
    },

    /** @throws CodedError NOT_FOUND where no operation with this id has failed */
    retry: async (id: string, context: ResolverContext): Promise<OperationView> => {
      const operation = await inViewers(context, (db) => retryOperation(db, id));
      if (operation === undefined)
        throw new CodedError('NOT_FOUND', 'There is no operation with this id that has failed.', { field: 'id' });
      parts.poke();
      return viewOperation(operation);
    },
  };
}
