import { type DayWindow, windowBefore } from '@trellis/service-kit/window.ts';

/** Commits and changed source lines of one local day. */
export interface CalendarDay {
  readonly day: string;
  readonly commits: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
}

export interface Calendar {
  readonly days: readonly CalendarDay[];
  /** Commits in the window. */
  readonly total: number;
  /** Commits in the window of equal length before it; null without a window. */
  readonly previousTotal: number | null;
}

/** The days that have to be read for a calendar: the window and the one before it. */
export function calendarReach(window: DayWindow | undefined): DayWindow | undefined {
  return window === undefined ? undefined : { from: windowBefore(window).from, to: window.to };
}

/**
 * The calendar of a window, from the active days of `calendarReach`.
 * @param days in order
 */
export function activityCalendar(days: readonly CalendarDay[], window: DayWindow | undefined): Calendar {
  if (window === undefined) return { days, total: sumCommits(days), previousTotal: null };
  const inside = days.filter((one) => one.day >= window.from);
  const before = days.filter((one) => one.day < window.from);
  return { days: inside, total: sumCommits(inside), previousTotal: sumCommits(before) };
}

function sumCommits(days: readonly CalendarDay[]): number {
  return days.reduce((sum, one) => sum + one.commits, 0);
}
