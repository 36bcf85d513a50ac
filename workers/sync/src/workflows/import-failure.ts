import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { ImportFailure } from '@trellis/subgraph-integrations/activities/sync-activities.ts';

const REMEDY = 'Resume the import; if it fails again, the worker log of this time holds the details.';

/**
 * What is said of a failed step where nothing was written down yet: its code, never internals. A step that knew better
 * has written its own words to the run's row.
 */
export function failureOf(error: unknown): ImportFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) {
    return { code: 'TIMED_OUT', message: 'A step of the import took too long.', remedy: REMEDY };
  }
  const isCoded = cause instanceof ApplicationFailure && /^[A-Z][A-Z0-9_]+$/.test(cause.type ?? '');
  const code = isCoded ? (cause.type as string) : 'IMPORT_FAILED';
  return { code, message: 'A step of the import failed.', remedy: REMEDY };
}
