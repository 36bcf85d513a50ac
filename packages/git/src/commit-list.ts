import { assertEndedWell, gitFailed, runGit, streamGit } from './run-git.ts';

interface Repository {
  readonly gitDir: string;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

export interface CommitRange {
  readonly head: string;
  /** Commits already known: they and all they reach are left out. */
  readonly notReachableFrom?: readonly string[] | undefined;
}

/** The ids of a range in pieces, every parent before its children. */
export async function* listCommits(
  repository: Repository,
  range: CommitRange,
  options: Options = {},
): AsyncGenerator<readonly string[]> {
  const args = ['rev-list', '--topo-order', '--reverse', ...rangeArguments(range)];
  let rest = '';
  for await (const chunk of streamGit(args, 'The commits could not be listed', {
    ...repositoryOf(repository),
    ...options,
  })) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() as string;
    if (lines.length > 0) yield lines;
  }
}

/** How many commits a range has. */
export async function countCommits(repository: Repository, range: CommitRange, options: Options = {}): Promise<number> {
  const counted = await runGit(['rev-list', '--count', ...rangeArguments(range)], {
    ...repositoryOf(repository),
    ...options,
  });
  assertEndedWell(counted, 'The commits could not be counted', options.signal);
  return Number(counted.stdout.toString('latin1'));
}

/** Whether `ancestor` is reachable from `descendant` (a commit reaches itself); false when either is not there any more. */
export async function isAncestor(
  repository: Repository,
  ancestor: string,
  descendant: string,
  options: Options = {},
): Promise<boolean> {
  const asked = await runGit(['merge-base', '--is-ancestor', '--end-of-options', ancestor, descendant], {
    ...repositoryOf(repository),
    ...options,
  });
  if (asked.status === 0) return true;
  // 1: not an ancestor; 128: no such commit here.
  if (asked.status === 1 || asked.status === 128) return false;
  throw gitFailed(asked, 'The history could not be compared');
}

/**
 * The state of `head` at an instant: the newest commit by committer date, among those it reaches, that is not after it.
 * Null when the whole history is later.
 */
export async function commitBefore(
  repository: Repository,
  head: string,
  epochSeconds: number,
  options: Options = {},
): Promise<string | null> {
  const until = Math.floor(epochSeconds);
  if (until < 0) return null;
  const found = await runGit(['rev-list', '-1', `--min-age=${until}`, '--end-of-options', head], {
    ...repositoryOf(repository),
    ...options,
  });
  assertEndedWell(found, 'The commit of that date could not be found', options.signal);
  return found.stdout.toString('latin1').trim() || null;
}

/** Committer time of a commit, seconds since 1970. */
export async function commitTime(repository: Repository, sha: string, options: Options = {}): Promise<number> {
  const shown = await runGit(['show', '--no-patch', '--format=%ct', '--end-of-options', sha], {
    ...repositoryOf(repository),
    ...options,
  });
  assertEndedWell(shown, 'The time of a commit could not be read', options.signal);
  return Number(shown.stdout.toString('latin1').trim()) || 0;
}

function rangeArguments(range: CommitRange): string[] {
  const known = range.notReachableFrom ?? [];
  return ['--end-of-options', range.head, ...known.map((sha) => `^${sha}`)];
}

function repositoryOf(repository: Repository): Repository {
  return { gitDir: repository.gitDir };
}
