import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { GitError } from '@trellis/git/git-error.ts';

/** A failure that trying again can't mend: the import ends with its code and remedy. */
export function refuse(code: string, message: string, remedy: string): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [{ remedy }] });
}

/** A remote that did not answer may do so in a moment; everything else that git says stays as it is. */
const WORTH_RETRYING = new Set(['REMOTE_UNREACHABLE', 'CLONE_BUSY']);
/** After this many tries somebody should know; the import can be resumed. */
const TRIES = 4;

/** Turns git's coded errors into failures that keep code and remedy on their way through Temporal. */
export async function withGitFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CancelledFailure || !(error instanceof GitError)) throw error;
    throw ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: !WORTH_RETRYING.has(error.code) || Context.current().info.attempt >= TRIES,
      details: [{ remedy: error.remedy }],
    });
  }
}
