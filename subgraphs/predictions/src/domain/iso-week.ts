const DAY_SECONDS = 86_400;
/** Days since 1970 of the Mondays 0001-01-01 and 9999-12-27: what YYYY-MM-DD can say. */
const FIRST_MONDAY = -719_162;
const LAST_MONDAY = 2_932_892;

/** A week named by its Monday (YYYY-MM-DD), and a day in it (0 Monday … 6 Sunday). */
export interface DayInWeek {
  readonly week: string;
  readonly weekday: number;
}

/**
 * The ISO week and weekday of an instant by somebody's own clock. What lies outside the years 1 to 9999 stands in their
 * first or last week.
 * @param at seconds since 1970, negative before
 * @param offsetMinutes minutes east of UTC
 */
export function isoWeek(at: number, offsetMinutes: number): DayInWeek {
  const day = Math.floor((at + offsetMinutes * 60) / DAY_SECONDS);
  // 1970-01-01 was a Thursday; the remainder of a negative number is negative.
  const weekday = (((day + 3) % 7) + 7) % 7;
  const monday = Math.min(Math.max(day - weekday, FIRST_MONDAY), LAST_MONDAY);
  return { week: new Date(monday * DAY_SECONDS * 1_000).toISOString().slice(0, 10), weekday };
}
