import { type Unavailable, unavailable } from '@trellis/service-kit/metric.ts';

/** Fewest commits, and days with one, for anything said of a person; fewest people for anything said of a group. */
const MIN_COMMITS = 10;
const MIN_DAYS = 5;
const MIN_PEOPLE = 5;

/** The sample may be the whole history already. */
const REMEDY = 'Choose a longer window; without one, the whole history is counted and has too little.';

/** What a 7 × 24 heatmap would be made from. */
export interface HourSample {
  /** Commits without merges. */
  readonly commits: number;
  /** Those of them whose clock is the author's, and the days that have one. */
  readonly clockedCommits: number;
  readonly clockedDays: number;
  /** For a group that the viewer isn't alone in: how many people the sample has. */
  readonly people?: number | undefined;
}

/** What can be said of local hours from a sample. */
export interface HourVerdict {
  readonly unavailable: Unavailable | null;
  /** Share (0..1) of commits left out because their clock is a forge's; null without commits. */
  readonly excludedShare: number | null;
  readonly limitations: readonly string[];
}

/**
 * Judges whether a sample carries a heatmap of local hours: ten commits on five days with the author's own clock, and
 * five people where it is about a group. Commits made by a forge (squash or rebase merges) carry the merger's clock.
 */
export function judgeHours(sample: HourSample): HourVerdict {
  const { commits, clockedCommits } = sample;
  const excludedShare = commits === 0 ? null : (commits - clockedCommits) / commits;
  const limitations =
    excludedShare !== null && excludedShare > 0.5
      ? [`${Math.round(excludedShare * 100)} % of the commits were made by a forge and carry no local hour.`]
      : [];
  return { unavailable: reasonAgainst(sample), excludedShare, limitations };
}

function reasonAgainst({ commits, clockedCommits, clockedDays, people }: HourSample): Unavailable | null {
  if (people !== undefined && people < MIN_PEOPLE)
    return unavailable('GROUP_TOO_SMALL', `Hours of a group are shown from ${MIN_PEOPLE} people on.`, REMEDY);
  if (commits > 0 && clockedCommits === 0)
    return unavailable(
      'CLOCK_UNKNOWN',
      'Every commit was made by a forge (squash or rebase merge) and carries its clock.',
      'Import the commits of the pull requests, which carry the clocks of their authors.',
    );
  if (clockedCommits >= MIN_COMMITS && clockedDays >= MIN_DAYS) return null;
  return unavailable(
    'NOT_ENOUGH_DATA',
    `${clockedCommits} commits on ${clockedDays} days carry a local hour; ${MIN_COMMITS} on ${MIN_DAYS} are needed.`,
    REMEDY,
  );
}
