import type { BatchCommit } from '@trellis/contributions/batch.ts';
import { isoWeek } from './iso-week.ts';

/** What a credit set did in an ISO week. */
export interface WeeklyActivityRow {
  /** Its Monday, YYYY-MM-DD. */
  readonly week: string;
  readonly creditSet: string;
  readonly commits: number;
  /** A bit for each local day with a commit: 1 Monday … 64 Sunday. */
  readonly days: number;
}

/** Adds commits up by credit set and ISO week of the author's local day; merges are left out. */
export function weeklyActivity(commits: readonly BatchCommit[], creditSetOf: readonly string[]): WeeklyActivityRow[] {
  const byWeek = new Map<string, { -readonly [K in keyof WeeklyActivityRow]: WeeklyActivityRow[K] }>();
  commits.forEach((commit, index) => {
    if (commit.parents > 1) return;
    const { week, weekday } = isoWeek(commit.at, commit.off);
    const creditSet = creditSetOf[index] as string;
    const key = `${week} ${creditSet}`;
    let sum = byWeek.get(key);
    if (sum === undefined) {
      sum = { week, creditSet, commits: 0, days: 0 };
      byWeek.set(key, sum);
    }
    sum.commits += 1;
    sum.days |= 1 << weekday;
  });
  return [...byWeek.values()];
}
