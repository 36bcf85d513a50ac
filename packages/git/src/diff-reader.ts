import type { CommitEvent } from './commit-event.ts';
import { COMMIT_FORMAT, createCommitParser } from './commit-parser.ts';
import { GitError } from './git-error.ts';
import type { RepositoryHandle } from './open-repository.ts';
import { assertEndedWell, type GitExit, type GitProcess, startGit } from './run-git.ts';

/**
 * Renames with edits are looked for in commits with up to RENAME_LIMIT² pairs of a deleted and an added file. Git's own
 * limit of 1,000 loses the history of moved folders in real repositories; without a limit a commit that replaces 50,000
 * files takes days. At this limit the slowest possible commit of small files takes about ten seconds.
 */
export const RENAME_LIMIT = 3_000;

/** Events read ahead of their turn, in bytes of git's output, at which a process is made to wait. */
const READ_AHEAD_BYTES = 4 * 1024 * 1024;
/** A process keeps every commit that it has read; a new one takes over after this many. */
const COMMITS_PER_PROCESS = 20_000;
/** Git repeats a line that is no commit, and flushes: so the end of a block is seen without closing the input. */
const BLOCK_END_LINE = '\x02\n';

/** Commits that were given to a process together. */
export interface ReadBlock {
  /** The events that came since the last call. */
  take(): readonly CommitEvent[];
  /** No more events will come. */
  readonly isDone: boolean;
}

export interface DiffReader {
  /** Blocks that are not done. */
  readonly pending: number;
  read(shas: readonly string[]): ReadBlock;
  /** Throws what ended the process before its work was done. */
  assertWell(): void;
  stop(): Promise<void>;
}

interface OpenBlock extends ReadBlock {
  events: CommitEvent[];
  bytes: number;
  readonly commits: number;
  commitsSeen: number;
  isDone: boolean;
}

/** Keeps one `git diff-tree` at work; `onChange` is called when there may be something to take or to check. */
export function createDiffReader(
  repository: Pick<RepositoryHandle, 'gitDir' | 'shallowBoundary'> & {
    readonly missing: keyof typeof CHANGE_ARGUMENTS;
  },
  options: { readonly signal?: AbortSignal | undefined; readonly onChange: () => void },
): DiffReader {
  let git: GitProcess | null = null;
  let failure: unknown = null;
  let given = 0;
  let readAhead = 0;
  const open: OpenBlock[] = [];
  const retired: Promise<unknown>[] = [];

  const retire = () => {
    if (!git) return;
    git.stdin.end();
    retired.push(git.ended);
    git = null;
    given = 0;
  };
  const onBlockEnd = () => {
    const block = open.shift();
    if (!block) return;
    block.isDone = true;
    if (block.commitsSeen !== block.commits) failure = lostCommits();
    if (open.length === 0 && given >= COMMITS_PER_PROCESS) retire();
  };
  const start = (): GitProcess => {
    const started = startGit(diffArguments(repository.missing), { gitDir: repository.gitDir, signal: options.signal });
    const parser = createCommitParser({
      emit: (event) => {
        const block = open[0];
        if (event.type === 'commit' && block) block.commitsSeen += 1;
        block?.events.push(event);
      },
      onBlockEnd,
      hasLines: repository.missing === 'nothing',
      renameLimit: RENAME_LIMIT,
      shallowBoundary: repository.shallowBoundary,
    });
    started.stdout.on('data', (chunk: Buffer) => {
      const block = open[0];
      if (block) block.bytes += chunk.length;
      readAhead += chunk.length;
      try {
        parser.push(chunk);
      } catch (error) {
        failure = error;
      }
      if (readAhead > READ_AHEAD_BYTES) started.stdout.pause();
      options.onChange();
    });
    void started.ended.then((exit) => {
      if (started === git || open.length > 0) failure ??= failureOf(exit, options.signal);
      options.onChange();
    });
    return started;
  };
  const take = (block: OpenBlock): readonly CommitEvent[] => {
    const { events } = block;
    if (events.length > 0) block.events = [];
    // Also without events: of a commit with many files the first megabytes make none, and must not hold up the rest.
    readAhead -= block.bytes;
    block.bytes = 0;
    if (readAhead <= READ_AHEAD_BYTES && git?.stdout.isPaused()) git.stdout.resume();
    return events;
  };

  return {
    get pending() {
      return given >= COMMITS_PER_PROCESS && open.length > 0 ? Number.POSITIVE_INFINITY : open.length;
    },
    read(shas) {
      git ??= start();
      given += shas.length;
      const block: OpenBlock = {
        events: [],
        bytes: 0,
        commits: shas.length,
        commitsSeen: 0,
        isDone: false,
        take: () => take(block),
      };
      open.push(block);
      git.stdin.write(`${shas.join('\n')}\n${BLOCK_END_LINE}`);
      return block;
    },
    assertWell() {
      options.signal?.throwIfAborted();
      if (failure) throw failure;
    },
    async stop() {
      await Promise.all([git?.stop(), ...retired]);
    },
  };
}

function diffArguments(missing: keyof typeof CHANGE_ARGUMENTS): string[] {
  return [
    'diff-tree',
    '--stdin',
    '-r',
    '--root',
    '--always',
    '-z',
    '--no-textconv',
    '--no-ext-diff',
    '--no-color',
    '--no-relative',
    '--ignore-submodules=none',
    '--encoding=UTF-8',
    '--date=raw',
    `--format=${COMMIT_FORMAT}`,
    ...CHANGE_ARGUMENTS[missing],
  ];
}

const CHANGE_ARGUMENTS = {
  nothing: ['--raw', '--numstat', '-M', `-l${RENAME_LIMIT}`],
  contents: ['--raw', '-M100%'],
};

function failureOf(exit: GitExit, signal: AbortSignal | undefined): unknown {
  try {
    assertEndedWell(exit, 'The history could not be read', signal);
    return lostCommits();
  } catch (error) {
    return error;
  }
}

function lostCommits(): GitError {
  return new GitError(
    'GIT_FAILED',
    'Some commits of the history could not be read.',
    'Check the repository with "git fsck".',
  );
}
