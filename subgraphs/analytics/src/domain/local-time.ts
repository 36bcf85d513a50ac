const DAY_SECONDS = 86_400;
/** Days since 1970 of 0001-01-01 and 9999-12-31: what a calendar day YYYY-MM-DD can say. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** When something happened by somebody's own clock. */
export interface LocalTime {
  /** YYYY-MM-DD; a time outside the years 1 to 9999 stands on the first or last of their days. */
  readonly day: string;
  /** 0..23 */
  readonly hour: number;
}

/**
 * The local day and hour of an instant.
 * @param at seconds since 1970, negative before
 * @param offsetMinutes minutes east of UTC
 */
export function localTime(at: number, offsetMinutes: number): LocalTime {
  const local = at + offsetMinutes * 60;
  const day = Math.floor(local / DAY_SECONDS);
  return { day: dayText(day), hour: Math.floor((local - day * DAY_SECONDS) / 3_600) };
}

/** The instant as RFC 3339 in UTC, held inside the years 1 to 9999. */
export function instantText(at: number): string {
  const held = Math.min(Math.max(at, FIRST_DAY * DAY_SECONDS), (LAST_DAY + 1) * DAY_SECONDS - 1);
  return new Date(held * 1_000).toISOString();
}

/** Seconds since 1970 at which a day begins in UTC. */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1_000;
}

function dayText(day: number): string {
  const held = Math.min(Math.max(day, FIRST_DAY), LAST_DAY);
  return new Date(held * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
}
