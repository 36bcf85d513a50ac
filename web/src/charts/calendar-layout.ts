import { addDays, type Day, dayNumber, weekdayOf } from '../time/days.ts';

export interface CalendarCell {
  readonly day: Day;
  /** Column: weeks since the first one shown. */
  readonly week: number;
  /** Row: 0 is the locale's first weekday. */
  readonly row: number;
}

export interface CalendarLayout {
  readonly weeks: number;
  readonly cells: readonly CalendarCell[];
  /** Column at which each month begins, by its first day shown. */
  readonly months: readonly { readonly day: Day; readonly week: number }[];
  /** Weekdays (1 Monday .. 7 Sunday) from the top row down. */
  readonly weekdays: readonly number[];
}

/** Places each day from `from` to `to` in a week column; weeks begin on `firstWeekday` (1 Monday .. 7 Sunday). */
export function calendarLayout(from: Day, to: Day, firstWeekday: number): CalendarLayout {
  const rowOf = (day: Day) => (weekdayOf(day) - firstWeekday + 7) % 7;
  const start = dayNumber(from) - rowOf(from);
  const cells: CalendarCell[] = [];
  const months: { day: Day; week: number }[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const week = Math.floor((dayNumber(day) - start) / 7);
    cells.push({ day, week, row: rowOf(day) });
    if (day.endsWith('-01') || (day === from && Number(day.slice(8)) <= 14)) months.push({ day, week });
  }
  return {
    weeks: (cells.at(-1)?.week ?? -1) + 1,
    cells,
    months,
    weekdays: Array.from({ length: 7 }, (_, row) => ((firstWeekday - 1 + row) % 7) + 1),
  };
}

/** Splits a range into pieces of a calendar each, newest first: one where it is at most 54 weeks, else one per year. */
export function calendarYears(from: Day, to: Day): readonly { readonly from: Day; readonly to: Day }[] {
  if (dayNumber(to) - dayNumber(from) < 54 * 7) return [{ from, to }];
  const pieces: { from: Day; to: Day }[] = [];
  for (let year = Number(to.slice(0, 4)); year >= Number(from.slice(0, 4)); year--) {
    const text = String(year).padStart(4, '0');
    const first = `${text}-01-01`;
    const last = `${text}-12-31`;
    pieces.push({ from: first < from ? from : first, to: last > to ? to : last });
  }
  return pieces;
}

/**
 * Levels 0..4 of a count: 0 is none, the rest are quarters of the largest count by square root, so that one outlier does
 * not pale all other days.
 */
export function levelOf(count: number, largest: number): 0 | 1 | 2 | 3 | 4 {
  if (count <= 0 || largest <= 0) return 0;
  return Math.min(4, Math.ceil(4 * Math.sqrt(count / largest))) as 1 | 2 | 3 | 4;
}
