import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { discoverRepository } from './discover-repository.ts';
import { GitError } from './git-error.ts';
import { missingObjects } from './missing-objects.ts';
import { type BranchHead, listBranches, resolveBranch } from './resolve-branch.ts';
import { gitFailed, runGit } from './run-git.ts';

/** What can't be known from this copy of the repository, and what to do about it. */
export interface RepositoryLimitation {
  readonly code: 'SHALLOW_CLONE' | 'PARTIAL_CLONE';
  readonly text: string;
  readonly remedy: string;
}

export interface RepositoryHandle {
  /** Absolute. */
  readonly gitDir: string;
  /** The top of the work tree that the location is in; null for a bare repository. */
  readonly workTree: string | null;
  /** The last part of its path without `.git`. */
  readonly name: string;
  readonly isBare: boolean;
  readonly isShallow: boolean;
  /** Commits whose parents were cut off; their files seem to be created by them. */
  readonly shallowBoundary: ReadonlySet<string>;
  /** Objects that may be absent were left at the remote. */
  readonly isPartial: boolean;
  /** What is absent from the history of `head`: `contents` costs line counts and inexact renames, `trees` all files. */
  readonly missing: 'nothing' | 'contents' | 'trees';
  /** The commit to analyse, and its branch (null: a detached HEAD or a commit given by its id). */
  readonly head: BranchHead;
  readonly limitations: readonly RepositoryLimitation[];
}

/**
 * Opens the repository that a path or `file:` URL lies in: a work tree or any folder of one, or a bare repository.
 * `branch` is a branch, a tag or a commit id; without it HEAD is used.
 *
 * Throws GitError PATH_MISSING, NOT_A_REPOSITORY, REPOSITORY_EMPTY, BRANCH_UNKNOWN or GIT_MISSING.
 */
export async function openRepository(
  location: string,
  options: { readonly branch?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<RepositoryHandle> {
  const { signal } = options;
  const { gitDir, commonDir, workTree } = await discoverRepository(location);
  const read = { gitDir, signal };
  const shown = workTree ?? gitDir;
  const [config, head] = await Promise.all([
    runGit(['config', '-z', '--get-regexp', '^(extensions\\.|remote\\..*\\.(promisor|partialclonefilter)$)'], read),
    resolveBranch({ gitDir }, options.branch, { signal }).catch(async (error: unknown) => {
      throw (await isEmpty(gitDir, signal)) ? emptyRepository(shown) : error;
    }),
  ]);
  // Status 1 only says that no such setting exists.
  if (config.status !== 0 && config.status !== 1) throw gitFailed(config, `${shown} can't be read as a git repository`);
  const shallowBoundary = await readShallow(commonDir);
  const isPartial = /^(extensions\.partialclone\n|remote\..*\.(promisor\ntrue|partialclonefilter\n))/im.test(
    config.stdout.toString('utf8').replaceAll('\0', '\n\n'),
  );
  const missing = isPartial ? await missingObjects({ gitDir }, head.sha, { signal }) : 'nothing';
  return {
    gitDir,
    workTree,
    name: basename(shown === gitDir && basename(gitDir) === '.git' ? join(gitDir, '..') : shown).replace(/\.git$/, ''),
    isBare: workTree === null,
    isShallow: shallowBoundary.size > 0,
    shallowBoundary,
    isPartial,
    missing,
    head,
    limitations: limitationsOf(shallowBoundary.size, missing),
  };
}

/** Whether no branch and no HEAD leads to a commit. */
async function isEmpty(gitDir: string, signal: AbortSignal | undefined): Promise<boolean> {
  return (await listBranches({ gitDir }, { limit: 1, signal })).length === 0 && !(await hasHead({ gitDir, signal }));
}

function emptyRepository(shown: string): GitError {
  return new GitError('REPOSITORY_EMPTY', `${shown} has no commits yet.`, 'Make a first commit, then import it again.');
}

async function hasHead(read: { gitDir: string; signal: AbortSignal | undefined }): Promise<boolean> {
  return (await runGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], read)).status === 0;
}

async function readShallow(commonDir: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(commonDir, 'shallow'), 'utf8').catch(() => '');
  return new Set(text.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line)));
}

function limitationsOf(cutOff: number, missing: RepositoryHandle['missing']): RepositoryLimitation[] {
  const limitations: RepositoryLimitation[] = [];
  if (cutOff > 0) {
    limitations.push({
      code: 'SHALLOW_CLONE',
      text: `This is a shallow clone: the history before ${cutOff === 1 ? 'one commit' : `${cutOff} commits`} is not here, so who created older files is not known.`,
      remedy: 'Run "git fetch --unshallow" in it, then sync again.',
    });
  }
  if (missing !== 'nothing') {
    limitations.push({
      code: 'PARTIAL_CLONE',
      text:
        missing === 'trees'
          ? 'This is a partial clone without folders: commits and people are known, changed files are not.'
          : 'This is a partial clone without file contents: changed files are known, line counts and renames with edits are not.',
      remedy: 'Run "git fetch --refetch --filter=blob:limit=100m" in it, or import a full clone.',
    });
  }
  return limitations;
}
