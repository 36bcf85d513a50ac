import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

const READ_AGAIN =
  'Readers keep the rows they have. Bring the object back from a backup, or remove the repository and import it again.';

/** What is said of a rebuild that can't go on; by code. */
const WORDS: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  BATCH_CORRUPT: { message: 'A stored part of the history is damaged.', remedy: READ_AGAIN },
  OBJECT_MISSING: {
    message: 'A stored part of the history is not in the object storage any more.',
    remedy: READ_AGAIN,
  },
  MANIFEST_INCOMPLETE: {
    message: 'Parts of the history that were projected are not known any more.',
    remedy: READ_AGAIN,
  },
  BATCH_REFUSED: {
    message: "A part of the history does not fit into the projection's tables.",
    remedy:
      "Readers keep the rows they have. Mend what refused it (a newer version, the database's limits), then try again.",
  },
};

/** The failure with its words, where its code has some: readers are told the code, and what they can do. */
export function inWords(error: unknown): unknown {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const words = cause instanceof ApplicationFailure ? WORDS[cause.type ?? ''] : undefined;
  if (words === undefined) return error;
  const { type } = cause as ApplicationFailure;
  return ApplicationFailure.nonRetryable(type ?? '', type ?? '', words);
}
