import { CodedError } from './errors.ts';
import { isCalendarDay } from './scalars.ts';

/** The days a number covers, YYYY-MM-DD, both ends included. */
export interface DayWindow {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const MAX_DAYS = 36_525;
/** Nothing was written before; the window before a window has to be a date that PostgreSQL has, too. */
const FIRST_DAY = '1900-01-01';

/**
 * Checks a window given by a client; undefined: all of history.
 * @throws CodedError BAD_INPUT naming the field: not a day, before 1900, ends before it begins, over a hundred years
 */
export function readWindow(window: DayWindow | null | undefined, field = 'window'): DayWindow | undefined {
  if (window === null || window === undefined) return undefined;
  for (const end of ['from', 'to'] as const) {
    if (!isCalendarDay(window[end])) throw badWindow(`${field}.${end}`, 'must be a calendar day as YYYY-MM-DD');
  }
  if (window.from < FIRST_DAY) throw badWindow(`${field}.from`, `must not be before ${FIRST_DAY}`);
  if (window.from > window.to) throw badWindow(`${field}.to`, `must not be before ${window.from}`);
  if (daysIn(window) > MAX_DAYS) throw badWindow(field, 'must be at most 100 years long');
  return { from: window.from, to: window.to };
}

/** Days in a window. */
export function daysIn(window: DayWindow): number {
  return Math.round((Date.parse(window.to) - Date.parse(window.from)) / DAY_MS) + 1;
}

/** The window of equal length that ends the day before. */
export function windowBefore(window: DayWindow): DayWindow {
  return { from: addDays(window.from, -daysIn(window)), to: addDays(window.from, -1) };
}

/** The day so many days later (or earlier, below zero). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a day's ISO week. */
export function mondayOf(day: string): string {
  const weekday = (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** The last full ISO weeks, Monday to Sunday, before the week of `now` (UTC). */
export function lastFullWeeks(now: Date, weeks: number): DayWindow {
  const monday = mondayOf(now.toISOString().slice(0, 10));
  return { from: addDays(monday, -7 * weeks), to: addDays(monday, -1) };
}

function badWindow(field: string, problem: string): CodedError {
  return new CodedError('BAD_INPUT', `${field} ${problem}.`, { field });
}
