import { type CommitDate, parseCommitDate } from './commit-date.ts';
import { assertEndedWell, runGit } from './run-git.ts';

/** The dates in a commit's own header, for those that git itself can't show: before 1970, or beyond its range. */
export async function readStatedDates(
  repository: { readonly gitDir: string },
  sha: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly author: CommitDate; readonly committer: CommitDate }> {
  const shown = await runGit(['cat-file', 'commit', sha], { gitDir: repository.gitDir, signal: options.signal });
  assertEndedWell(shown, `Commit ${sha} could not be read`, options.signal);
  const header = shown.stdout.toString('latin1').split('\n\n', 1)[0] as string;
  const dateOf = (role: string) =>
    parseCommitDate(new RegExp(`^${role} .*> (-?\\d+(?: [+-]\\d+)?)$`, 'm').exec(header)?.[1] ?? '');
  return { author: dateOf('author'), committer: dateOf('committer') };
}
