import type { CommitEvent } from './commit-event.ts';
import { GitError } from './git-error.ts';
import type { RepositoryHandle } from './open-repository.ts';
import { type ReadCommitsOptions, readCommits } from './read-commits.ts';

type Repository = Pick<RepositoryHandle, 'gitDir' | 'missing' | 'shallowBoundary'>;

/**
 * Reads commits as `readCommits` does, and goes on where a file's content is not in the repository (a damaged copy, or
 * one whose large files were left out): such a commit is read without contents and followed by `contents-missing`. What
 * a commit gives depends on that commit alone, not on the ones read with it.
 *
 * Throws what `readCommits` throws where more than contents is missing.
 */
export async function* readCommitsAroundDamage(
  repository: Repository,
  shas: readonly string[],
  options: ReadCommitsOptions = {},
): AsyncGenerator<CommitEvent> {
  let complete = 0;
  let open: CommitEvent[] = [];
  try {
    for await (const event of readCommits(repository, shas, options)) {
      // Only when the next one begins is a commit known to be whole.
      if (event.type === 'commit' && open.length > 0) {
        yield* open;
        open = [];
        complete += 1;
      }
      open.push(event);
    }
    yield* open;
    return;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof GitError) || error.code !== 'GIT_FAILED' || repository.missing !== 'nothing') throw error;
  }
  const left = shas.slice(complete);
  if (left.length === 1) {
    yield* readWithoutContents(repository, left[0] as string, options);
    return;
  }
  // Halves, until the damaged commits stand alone.
  const middle = Math.ceil(left.length / 2);
  yield* readCommitsAroundDamage(repository, left.slice(0, middle), options);
  yield* readCommitsAroundDamage(repository, left.slice(middle), options);
}

async function* readWithoutContents(
  repository: Repository,
  sha: string,
  options: ReadCommitsOptions,
): AsyncGenerator<CommitEvent> {
  yield* readCommits({ ...repository, missing: 'contents' }, [sha], options);
  yield { type: 'contents-missing', sha };
}
