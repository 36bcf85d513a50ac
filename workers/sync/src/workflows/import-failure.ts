import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

/** Failures of one projection that leave the others going: its stream halts at the batch. */
const HALTING = new Set(['BATCH_CORRUPT', 'BATCH_OUT_OF_SEQUENCE', 'BATCH_REFUSED', 'OBJECT_MISSING']);

/** The code of what failed; what is said of it stands in rows, never in Temporal. */
export function failureCode(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'TIMED_OUT';
  const isCoded = cause instanceof ApplicationFailure && /^[A-Z][A-Z0-9_]+$/.test(cause.type ?? '');
  return isCoded ? (cause.type as string) : 'IMPORT_FAILED';
}

/** The code with which a projection halts; undefined: the failure is the whole import's. */
export function haltCode(error: unknown): string | undefined {
  const code = failureCode(error);
  return HALTING.has(code) ? code : undefined;
}
