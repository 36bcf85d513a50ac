import type { BatchCommit } from '@trellis/contributions/batch.ts';

const DAY_SECONDS = 86_400;
/** Days since 1970 of the Mondays 0001-01-01 and 9999-12-27: what YYYY-MM-DD can say. */
const FIRST_MONDAY = -719_162;
const LAST_MONDAY = 2_932_892;

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
    const { monday, weekday } = isoWeek(commit.at, commit.off);
    const creditSet = creditSetOf[index] as string;
    const key = `${monday} ${creditSet}`;
    let sum = byWeek.get(key);
    if (sum === undefined) {
      sum = { week: dayText(monday), creditSet, commits: 0, days: 0 };
      byWeek.set(key, sum);
    }
    sum.commits += 1;
    sum.days |= 1 << weekday;
  });
  return [...byWeek.values()];
}

/** 1970-01-01 was a Thursday; weekday 0 is Monday. Times outside the years 1 to 9999 stand in their first or last week. */
function isoWeek(at: number, offsetMinutes: number): { monday: number; weekday: number } {
  const day = Math.floor((at + offsetMinutes * 60) / DAY_SECONDS);
  const weekday = (((day + 3) % 7) + 7) % 7;
  return { monday: Math.min(Math.max(day - weekday, FIRST_MONDAY), LAST_MONDAY), weekday };
}

function dayText(day: number): string {
  return new Date(day * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
}
