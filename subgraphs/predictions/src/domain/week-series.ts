import { addDays, type DayWindow } from '@trellis/service-kit/window.ts';

/** A week as it is shown. */
export interface SeriesWeek {
  /** Its Monday. */
  readonly startsOn: string;
  readonly commits: number;
  /** 0..7 */
  readonly activeDays: number;
  readonly activeDevelopers: number;
}

/** A week with work, as it is counted; `days` has a bit for each day with a commit. */
export interface CountedWeek {
  readonly week: string;
  readonly commits: number;
  readonly days: number;
  readonly developers: number;
}

/**
 * All weeks of a window, oldest first, those without work included.
 * @param window from a Monday to a Sunday
 */
export function weekSeries(counted: readonly CountedWeek[], window: DayWindow): SeriesWeek[] {
  const byMonday = new Map(counted.map((one) => [one.week, one]));
  const series: SeriesWeek[] = [];
  for (let monday = window.from; monday < window.to; monday = addDays(monday, 7)) {
    const week = byMonday.get(monday);
    series.push({
      startsOn: monday,
      commits: week?.commits ?? 0,
      activeDays: countBits(week?.days ?? 0),
      activeDevelopers: week?.developers ?? 0,
    });
  }
  return series;
}

function countBits(days: number): number {
  let count = 0;
  for (let rest = days; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
