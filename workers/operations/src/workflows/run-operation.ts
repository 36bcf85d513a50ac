import { ActivityFailure, ApplicationFailure, CancellationScope, TimeoutFailure } from '@temporalio/workflow';
import type { OperationFailure, OperationTask } from '@trellis/operations/operation.ts';
import type { OperationStart } from '@trellis/operations/relay-operations.ts';
import { operationRows } from './steps.ts';

/** Says what is being done now, and how much of it is done. */
export type Report = (step: string, done?: number, total?: number | null) => Promise<void>;

const REMEDY = 'Try again; if it fails again, the worker log of this time holds the details.';

/**
 * Runs an operation: notes that it began, does its work, and notes how it ended. Every step of the work is idempotent, so an
 * operation that is tried again goes over what is done already.
 */
export async function runOperation(
  start: OperationStart,
  work: (task: OperationTask, report: Report) => Promise<void>,
): Promise<void> {
  const ref = { workspaceId: start.workspaceId, operationId: start.operationId };
  const rows = operationRows(start.subgraph);
  try {
    const task = await rows.beginOperation(ref);
    await work(task, (step, done = 0, total = null) => rows.recordOperationProgress(ref, { step, done, total }));
    await rows.succeedOperation(ref);
  } catch (error) {
    // The row has to tell the outcome even when the workflow itself was cancelled.
    await CancellationScope.nonCancellable(() => rows.failOperation(ref, failureOf(error)));
    throw error;
  }
}

/**
 * What whoever asked is told. An activity that refuses on purpose says so in an ApplicationFailure whose type is a code and
 * whose details are `{ message, remedy }` without names; anything else is told by its code alone.
 */
function failureOf(error: unknown): OperationFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return { code: 'TIMED_OUT', message: 'A step of the operation took too long.', remedy: REMEDY };
  const isCoded = cause instanceof ApplicationFailure && /^[A-Z][A-Z0-9_]+$/.test(cause.type ?? '');
  const said = (isCoded ? cause.details?.[0] : undefined) as Partial<OperationFailure> | undefined;
  return {
    code: isCoded ? (cause.type as string) : 'OPERATION_FAILED',
    message: said?.message ?? 'A step of the operation failed.',
    remedy: said?.remedy ?? REMEDY,
  };
}
