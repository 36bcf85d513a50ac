import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { ImportFailure } from '@trellis/subgraph-integrations/activities/sync-activities.ts';

/** What the run's row says of a failed step: its code and remedy where it has them, never internals. */
export function failureOf(error: unknown): ImportFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const remedy = 'Resume the import; if it fails again, the worker log of this time holds the details.';
  if (cause instanceof TimeoutFailure)
    return { code: 'TIMED_OUT', message: 'A step of the import took too long.', remedy };
  if (cause instanceof ApplicationFailure && /^[A-Z][A-Z0-9_]+$/.test(cause.type ?? '')) {
    const details = cause.details?.[0] as { remedy?: string } | undefined;
    return { code: cause.type as string, message: cause.message, remedy: details?.remedy ?? remedy };
  }
  return { code: 'IMPORT_FAILED', message: 'A step of the import failed.', remedy };
}
