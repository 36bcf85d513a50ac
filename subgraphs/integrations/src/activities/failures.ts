import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { GitError } from '@trellis/git/git-error.ts';
import { isDiskFull } from '@trellis/temporal/disk-full.ts';
import { failureWords } from '../domain/failure-words.ts';
import { changeRunAndTell } from './publish-progress.ts';
import type { ImportFailure, ImportTarget } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Why an import ends, in words for people: they go to the run's row, and only the code goes through Temporal. */
export class ImportRefused extends Error {
  readonly failure: ImportFailure;

  constructor(failure: ImportFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A failure that trying again can't mend: the import ends with its code, message and remedy. */
export function refuse(code: string, message: string, remedy: string): ImportRefused {
  return new ImportRefused({ code, message, remedy });
}

/** A remote that did not answer may do so in a moment; everything else that git says stays as it is. */
const WORTH_RETRYING = new Set(['REMOTE_UNREACHABLE', 'CLONE_BUSY']);
/** After this many tries somebody should know; the import can be resumed. */
const TRIES = 4;

/**
 * Runs a step of an import. A coded failure is written to the run's row, with its words (which may name places), and
 * thrown as its code alone, since histories of Temporal hold ids only.
 */
export async function withCodedFailures<T>(parts: SyncParts, target: ImportTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = error instanceof CancelledFailure ? undefined : codedFailure(error);
    if (failure === undefined) throw error;
    const isFinal = !WORTH_RETRYING.has(failure.code) || Context.current().info.attempt >= TRIES;
    if (isFinal) await changeRunAndTell(parts, target, { error: failure });
    throw ApplicationFailure.create({ type: failure.code, message: failure.code, nonRetryable: isFinal });
  }
}

function codedFailure(error: unknown): ImportFailure | undefined {
  if (error instanceof ImportRefused) return error.failure;
  if (error instanceof GitError && !SAYS_FULL.test(error.message)) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  const code = codeOf(error);
  return code === undefined ? undefined : { code, ...failureWords(code) };
}

/** What git says, and whoever it asked to write. */
const SAYS_FULL = /no space left on device|disk quota exceeded|out of disk ?space/i;

function codeOf(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (isDiskFull(code) || SAYS_FULL.test(String(message))) return 'STORAGE_FULL';
  return code === 'BATCH_CORRUPT' || code === 'OBJECT_MISSING' ? code : undefined;
}
