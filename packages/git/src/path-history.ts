import { assertEndedWell, runGit } from './run-git.ts';

/** Whether a path was ever changed in the history of a commit. */
export async function hasHistory(
  repository: { readonly gitDir: string },
  head: string,
  path: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const asked = await runGit(
    ['rev-list', '-1', '--full-history', '--end-of-options', head, '--', `:(literal)${path}`],
    {
      gitDir: repository.gitDir,
      ...options,
    },
  );
  assertEndedWell(asked, 'The history of a file could not be asked for', options.signal);
  return asked.stdout.length > 0;
}
