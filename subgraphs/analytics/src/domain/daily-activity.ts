import type { Suppression } from '@trellis/people/suppression.ts';
import type { CommitFact } from './commit-facts.ts';

/** What a credit set did on a local day. */
export interface DailyActivity {
  readonly day: string;
  readonly creditSet: string;
  /** Without merges. */
  readonly commits: number;
  readonly merges: number;
  /** Of source files. */
  readonly linesAdded: number;
  readonly linesDeleted: number;
  /** Local hour (0..23) of each commit whose clock is the author's, ascending. */
  readonly hours: readonly number[];
}

/**
 * Adds commits up by credit set and local day. Merges count apart. A commit made by a forge (`forge`) counts on its
 * day, but has no hour: its clock is the merger's.
 */
export function dailyActivity(facts: readonly CommitFact[]): DailyActivity[] {
  const byDay = new Map<string, { -readonly [K in keyof DailyActivity]: DailyActivity[K] } & { hours: number[] }>();
  for (const fact of facts) {
    const key = `${fact.day} ${fact.creditSet}`;
    let sum = byDay.get(key);
    if (sum === undefined) {
      sum = {
        day: fact.day,
        creditSet: fact.creditSet,
        commits: 0,
        merges: 0,
        linesAdded: 0,
        linesDeleted: 0,
        hours: [],
      };
      byDay.set(key, sum);
    }
    if (fact.parents > 1) {
      sum.merges += 1;
      continue;
    }
    sum.commits += 1;
    sum.linesAdded += fact.sourceLines.added;
    sum.linesDeleted += fact.sourceLines.deleted;
    if (!fact.forge) sum.hours.push(fact.hour);
  }
  for (const sum of byDay.values()) sum.hours.sort((a, b) => a - b);
  return [...byDay.values()];
}

/**
 * The same, without the hours of erased people: when somebody works is theirs, and goes with them. A commit that somebody
 * else is credited for keeps its hour.
 * @param members aliases by credit set
 */
export function withoutHours(
  activity: readonly DailyActivity[],
  members: ReadonlyMap<string, readonly string[]>,
  suppression: Suppression,
): readonly DailyActivity[] {
  if (suppression.version === 0) return activity;
  return activity.map((sum) => (members.get(sum.creditSet)?.every(suppression.isErased) ? { ...sum, hours: [] } : sum));
}
