import { ApplicationFailure } from '@temporalio/activity';
import type { BatchRef } from '@trellis/contributions/batch.ts';

export type ProjectionFailure =
  | 'BATCH_CORRUPT'
  | 'BATCH_OUT_OF_SEQUENCE'
  | 'BATCH_REFUSED'
  | 'GENERATION_RETIRED'
  | 'GENERATION_UNKNOWN'
  | 'OBJECT_MISSING';

/** A failure that trying again can't mend. Its message carries ids only, as all that passes through Temporal. */
export function refuse(type: ProjectionFailure, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/**
 * While versions change, both of them take work: the older one leaves to the newer what that has begun.
 * @throws ApplicationFailure PROJECTOR_OUTDATED (retried, until a newer one takes it)
 */
export function leaveToNewer(own: number, asked: number): void {
  if (own < asked)
    throw ApplicationFailure.retryable(`Version ${own} of a projector is too old.`, 'PROJECTOR_OUTDATED');
}

/**
 * Does work with a batch's content. What fails by that content alone would fail again and again: the database refuses a
 * value (SQLSTATE classes 22 and 23) or the size of a row (54), or the projector can't make sense of it.
 * @throws ApplicationFailure BATCH_REFUSED (not retried), and whatever else goes wrong
 */
export async function refuseContent<T>(ref: BatchRef, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof TypeError || error instanceof RangeError ? error.name : refusalOf(error);
    if (why === undefined) throw error;
    throw refuse('BATCH_REFUSED', `Batch ${ref.number} of generation ${ref.generation} can't be projected: ${why}.`);
  }
}

/** What the database refused, by code and by the names of its own parts: its message would quote the row. */
function refusalOf(error: unknown): string | undefined {
  const { code, table, column, constraint } = error as Readonly<Record<string, unknown>>;
  if (typeof code !== 'string' || !/^(22|23|54)[0-9A-Z]{3}$/.test(code)) return undefined;
  return ['SQLSTATE', code, table, column, constraint].filter((part) => typeof part === 'string').join(' ');
}
