import { addDays, type Day, dayNumber, dayOf, isDay, utcDay, weekdayOf } from './days.ts';

/** Days a page is about, both ends included; null: all of history. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

export type WindowChoice = '4w' | '12w' | '52w' | 'all' | 'custom';

export interface PageWindow {
  readonly choice: WindowChoice;
  readonly range: DayRange | null;
}

const weeksOf: Readonly<Record<string, number>> = { '4w': 4, '12w': 12, '52w': 52 };

/**
 * Reads the `window` of a URL: `4w`, `12w`, `52w` (that many full ISO weeks, Monday to Sunday in UTC, before the current
 * one), `all`, or `FROM..TO`. Anything else is the default, the last four full weeks.
 */
export function parseWindow(text: string | undefined, now: Date): PageWindow {
  if (text === 'all') return { choice: 'all', range: null };
  const [from = '', to = ''] = (text ?? '').split('..');
  if (isDay(from) && isDay(to) && from <= to) return { choice: 'custom', range: { from, to } };
  const choice = text !== undefined && Object.hasOwn(weeksOf, text) ? (text as WindowChoice) : '4w';
  return { choice, range: lastFullWeeks(weeksOf[choice] ?? 4, now) };
}

/** The last full ISO weeks before the one that `now` is in. */
export function lastFullWeeks(weeks: number, now: Date): DayRange {
  const today = utcDay(now);
  const to = addDays(today, -weekdayOf(today));
  return { from: addDays(to, 1 - 7 * weeks), to };
}

/** The 365 days that end with a day. */
export function yearUpTo(day: Day): DayRange {
  return { from: addDays(day, -364), to: day };
}

/** The text of a custom window for the URL. */
export function formatRange(range: DayRange): string {
  return `${range.from}..${range.to}`;
}

export function lengthInDays(range: DayRange): number {
  return dayNumber(range.to) - dayNumber(range.from) + 1;
}

/** What a calendar shows for a window: at least a year back from today, so that the window stands in its context. */
export function calendarRange(window: PageWindow, now: Date): DayRange | null {
  if (window.range === null) return null;
  const last = Math.max(dayNumber(window.range.to), dayNumber(utcDay(now)));
  const first = Math.min(dayNumber(window.range.from), last + 1 - 7 * 53);
  return { from: dayOf(first), to: dayOf(last) };
}

/** The window in words, to stand inside a sentence: "in the last 4 full weeks". */
export function windowPhrase(window: PageWindow, formatDay: (day: Day) => string): string {
  if (window.range === null) return 'in all of history';
  if (window.choice === 'custom') {
    const { from, to } = window.range;
    return from === to ? `on ${formatDay(from)}` : `from ${formatDay(from)} to ${formatDay(to)}`;
  }
  return `in the last ${weeksOf[window.choice]} full weeks`;
}
