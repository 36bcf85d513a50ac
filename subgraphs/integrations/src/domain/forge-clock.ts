/** What tells whose clock a commit carries. Times in seconds since 1970. */
export interface CommitClock {
  readonly authorAt: number;
  readonly committerAt: number;
  readonly committerName: string;
  readonly committerEmail: string;
}

const FORGE_ADDRESSES = new Set([
  'noreply@github.com',
  'noreply@gitlab.com',
  'noreply@bitbucket.org',
  'noreply@gitea.io',
  'noreply@codeberg.org',
]);

/**
 * Whether the commit was made by a forge (squash or rebase merge): the committer is a forge or a bot and the author time
 * equals the commit time. Its time is the merger's, so it gives no local hour, workday or first-commit time.
 * Source: metrics.md, "local time".
 */
export function isForgeClock(commit: CommitClock): boolean {
  if (commit.authorAt !== commit.committerAt) return false;
  return FORGE_ADDRESSES.has(commit.committerEmail.toLowerCase()) || commit.committerName.endsWith('[bot]');
}
