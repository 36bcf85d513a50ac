/** A failure in words for people. */
export interface FailureWords {
  readonly message: string;
  readonly remedy: string;
}

const RESUME = 'Resume the import; if it fails again, the worker log of this time holds the details.';

/** What is said of failures that come without words, as Temporal carries their code only. */
const WORDS: Readonly<Record<string, FailureWords>> = {
  BATCH_CORRUPT: {
    message: 'A stored part of the history is damaged: its bytes are not those that were written.',
    remedy: 'Resume the import: what is damaged is read again from git. Check the disk, or the object storage.',
  },
  OBJECT_MISSING: {
    message: 'A stored part of the history is not in the object storage any more.',
    remedy: 'Resume the import: what is missing is read again from git. Check who deletes objects there.',
  },
  BATCH_REFUSED: {
    message: "A part of the history does not fit into a projection's tables.",
    remedy:
      "The worker log of this time names what was refused. Once that is mended (a newer version, or the database's limits), resume the import.",
  },
  BATCH_OUT_OF_SEQUENCE: {
    message: 'A projection lacks a part of the history that came before, as after restoring an older database.',
    remedy: 'Rebuild the projection ("trellis rebuild SUBGRAPH"), then resume the import.',
  },
  GENERATION_LOST: {
    message: 'Rows of earlier parts of the history are not there, as after a restore: they are being made anew.',
    remedy: 'Resume the import once the rebuild has ended; without one, run "trellis rebuild SUBGRAPH" first.',
  },
  STORAGE_FULL: {
    message: 'The disk (or the object storage) is full: nothing more could be written.',
    remedy: 'Free space, then resume the import: it goes on from what was read.',
  },
  CANCELLED: {
    message: 'The import was cancelled.',
    remedy: 'Resume it whenever you like: it goes on from what was read.',
  },
  TIMED_OUT: { message: 'A step of the import took too long.', remedy: RESUME },
  IMPORT_FAILED: { message: 'A step of the import failed.', remedy: RESUME },
};

/** The words of a code. */
export function failureWords(code: string): FailureWords {
  return WORDS[code] ?? (WORDS.IMPORT_FAILED as FailureWords);
}

/** One projection that stopped by itself; `batch` null: names or the files at the head could not be read. */
export interface Halt {
  readonly subgraph: string;
  readonly code: string;
  readonly batch: number | null;
}

/** Which projections stopped, where the first did and why, and what to do. */
export function haltedWords(halts: readonly Halt[]): FailureWords {
  const [first] = halts;
  if (first === undefined) throw new RangeError('No projection halted.');
  const { message, remedy } = failureWords(first.code);
  const who = halts.map(({ subgraph }) => subgraph).join(', ');
  const where = first.batch === null ? 'before the batches' : `at batch ${first.batch}`;
  return { message: `Stopped ${where}: ${who}. ${message}`, remedy };
}
