import type { CommitEvent, RawCommit } from './commit-event.ts';
import { dateFields } from './commit-parser.ts';
import { readCommitsWithoutFiles } from './commits-without-files.ts';
import { createDiffReader, type DiffReader, type ReadBlock } from './diff-reader.ts';
import type { RepositoryHandle } from './open-repository.ts';
import { readStatedDates } from './stated-dates.ts';

export interface ReadCommitsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Git processes side by side; 2 by default. The order of the events does not depend on it. */
  readonly processes?: number;
}

/** Commits handed to a git process at once: many enough to keep it busy, few enough to share the work evenly. */
const COMMITS_PER_BLOCK = 128;
const BLOCKS_PER_PROCESS = 2;

/**
 * Reads commits with their changed files, in the order of `shas`, whatever their number, in bounded memory.
 *
 * The work is handed in blocks to a few `git diff-tree --stdin` processes, each taking the next block when it is free:
 * neighbouring commits share most of what git must unpack, and one slow commit holds up one process only. Renames are
 * found as by `git log -M`; a commit in which more than RENAME_LIMIT² pairs would have to be compared has exact renames
 * only and says so (`renames-limited`). Merges have no files.
 *
 * Throws GitError GIT_FAILED when an object is missing or damaged, and the signal's reason when it aborts.
 */
export async function* readCommits(
  repository: Pick<RepositoryHandle, 'gitDir' | 'missing' | 'shallowBoundary'>,
  shas: AsyncIterable<readonly string[]> | readonly string[],
  options: ReadCommitsOptions = {},
): AsyncGenerator<CommitEvent> {
  const blocks = blocksOf(shas);
  const events =
    repository.missing === 'trees'
      ? readCommitsWithoutFiles(repository, blocks, options)
      : readSideBySide({ ...repository, missing: repository.missing }, blocks, options);
  for await (const event of events) {
    yield event.type === 'commit' ? await withStatedDates(repository, event, options) : event;
  }
}

async function* readSideBySide(
  repository: Parameters<typeof createDiffReader>[0],
  input: AsyncGenerator<readonly string[]>,
  options: ReadCommitsOptions,
): AsyncGenerator<CommitEvent> {
  options.signal?.throwIfAborted();
  let wake: () => void = () => {};
  const changed = () => wake();
  const readers: DiffReader[] = Array.from({ length: options.processes ?? 2 }, () =>
    createDiffReader(repository, { signal: options.signal, onChange: changed }),
  );
  /** In the order of the input; the first is the one whose events are due. */
  const queue: ReadBlock[] = [];
  let next: Promise<void> | null = null;
  let isInputDone = false;
  let isOver = false;
  let failure: { readonly error: unknown } | null = null;

  const takeNext = (reader: DiffReader) => {
    next = input.next().then(
      ({ value, done }) => {
        // Left while this block was awaited: no process may be started any more.
        if (isOver) return;
        if (done) isInputDone = true;
        else queue.push(reader.read(value));
        next = null;
        changed();
      },
      (error: unknown) => {
        failure = { error };
        changed();
      },
    );
  };

  try {
    while (true) {
      if (failure) throw (failure as { error: unknown }).error;
      for (const reader of readers) reader.assertWell();
      if (!next && !isInputDone) {
        const free = readers.reduce((a, b) => (b.pending < a.pending ? b : a));
        if (free.pending < BLOCKS_PER_PROCESS) takeNext(free);
      }
      const first = queue[0];
      if (first === undefined && isInputDone) return;
      const events = first?.take() ?? [];
      yield* events;
      if (events.length > 0) continue;
      if (first?.isDone) {
        queue.shift();
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    isOver = true;
    await Promise.all([input.return(undefined), ...readers.map((reader) => reader.stop())]);
  }
}

/** Git shows no date that is not a positive number; the commit itself may well state one. */
async function withStatedDates(
  repository: Pick<RepositoryHandle, 'gitDir'>,
  event: CommitEvent & { type: 'commit' },
  options: ReadCommitsOptions,
): Promise<CommitEvent> {
  const { commit } = event;
  const isNormal = (odd: RawCommit['oddAuthorDate'], at: number) => odd !== 'missing' && at !== 0;
  if (isNormal(commit.oddAuthorDate, commit.authorAt) && isNormal(commit.oddCommitterDate, commit.committerAt))
    return event;
  const stated = await readStatedDates(repository, commit.sha, options);
  return { type: 'commit', commit: { ...commit, ...dateFields(stated.author, stated.committer) } };
}

async function* blocksOf(
  shas: AsyncIterable<readonly string[]> | readonly string[],
): AsyncGenerator<readonly string[]> {
  let block: string[] = [];
  for await (const piece of Symbol.asyncIterator in shas ? shas : [shas]) {
    for (const sha of piece) {
      block.push(sha);
      if (block.length === COMMITS_PER_BLOCK) {
        yield block;
        block = [];
      }
    }
  }
  if (block.length > 0) yield block;
}
