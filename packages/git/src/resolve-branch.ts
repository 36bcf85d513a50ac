import { GitError } from './git-error.ts';
import { assertEndedWell, runGit } from './run-git.ts';

/** A commit, and the branch or tag that led to it. */
export interface BranchHead {
  readonly sha: string;
  readonly branch: string | null;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

const CLOSE_NAMES = 5;

/**
 * The commit of a branch, a remote's branch, a tag or a commit id; of HEAD when none is given.
 * Throws GitError BRANCH_UNKNOWN, whose remedy lists the closest names.
 */
export async function resolveBranch(
  repository: { readonly gitDir: string },
  branch?: string,
  options: Options = {},
): Promise<BranchHead> {
  const read = { gitDir: repository.gitDir, signal: options.signal };
  if (branch === undefined) return resolveHead(repository, options);
  const isId = /^[0-9a-f]{7,64}$/i.test(branch);
  const names = [
    `refs/heads/${branch}`,
    `refs/remotes/origin/${branch}`,
    `refs/remotes/${branch}`,
    `refs/tags/${branch}`,
  ];
  for (const name of isId ? [...names, branch] : names) {
    const found = await runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], read);
    if (found.status === 0) {
      return { sha: found.stdout.toString('latin1').trim(), branch: name === branch ? null : branch };
    }
  }
  throw new GitError(
    'BRANCH_UNKNOWN',
    `There is no branch "${branch}" with commits.`,
    await closeNames(repository, branch, options),
  );
}

/** Names of local branches, the most recently committed first. */
export async function listBranches(
  repository: { readonly gitDir: string },
  options: Options & { readonly limit?: number } = {},
): Promise<string[]> {
  const limit = options.limit === undefined ? [] : [`--count=${options.limit}`];
  const listed = await runGit(
    ['for-each-ref', ...limit, '--sort=-committerdate', '--format=%(refname:lstrip=2)', 'refs/heads', 'refs/remotes'],
    { gitDir: repository.gitDir, signal: options.signal },
  );
  assertEndedWell(listed, 'The branches could not be listed', options.signal);
  return listed.stdout.toString('utf8').split('\n').filter(Boolean);
}

async function resolveHead(repository: { readonly gitDir: string }, options: Options): Promise<BranchHead> {
  const read = { gitDir: repository.gitDir, signal: options.signal };
  const [commit, symbolic] = await Promise.all([
    runGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], read),
    runGit(['symbolic-ref', '--quiet', 'HEAD'], read),
  ]);
  const ref = symbolic.status === 0 ? symbolic.stdout.toString('utf8').trim() : null;
  const branch = ref?.replace(/^refs\/heads\//, '') ?? null;
  if (commit.status === 0) return { sha: commit.stdout.toString('latin1').trim(), branch };
  throw new GitError(
    'BRANCH_UNKNOWN',
    `The current branch "${branch ?? 'HEAD'}" has no commits.`,
    await closeNames(repository, branch ?? '', options),
  );
}

async function closeNames(repository: { readonly gitDir: string }, wanted: string, options: Options): Promise<string> {
  const names = await listBranches(repository, options);
  const close = names
    .map((name) => ({ name, distance: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, CLOSE_NAMES)
    .map(({ name }) => name);
  return close.length === 0
    ? 'The repository has no branch with commits.'
    : `Choose a branch, for example: ${close.join(', ')}.`;
}

/** Levenshtein's distance, bounded to names of a sane length. */
function editDistance(from: string, to: string): number {
  const [a, b] = [from.slice(0, 100), to.slice(0, 100)];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
