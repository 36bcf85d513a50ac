/**
 * An instant and a local offset as a commit states them. `odd` is null for a normal date; otherwise the number was made
 * usable: `missing` (unreadable, taken as 0), `clamped` (beyond the years 1 to 9999), `offset` (no real time zone, taken
 * as UTC).
 */
export interface CommitDate {
  /** Seconds since 1970 in UTC; negative before. */
  readonly at: number;
  readonly offsetMinutes: number;
  readonly odd: 'missing' | 'clamped' | 'offset' | null;
}

const YEAR_1 = -62_135_596_800;
const YEAR_9999 = 253_402_300_799;
const WIDEST_OFFSET_MINUTES = 14 * 60;

/** Reads `<seconds> <+hhmm>`, the raw form in a commit's header. Never gives NaN. */
export function parseCommitDate(raw: string): CommitDate {
  const match = /^(-?\d+)(?: ([+-]\d+))?$/.exec(raw);
  if (!match) return { at: 0, offsetMinutes: 0, odd: 'missing' };
  const stated = Number(match[1]);
  const at = Math.min(YEAR_9999, Math.max(YEAR_1, stated));
  const offset = offsetMinutes(match[2] ?? '+0000');
  return { at, offsetMinutes: offset ?? 0, odd: at !== stated ? 'clamped' : offset === null ? 'offset' : null };
}

function offsetMinutes(text: string): number | null {
  const value = Number(text);
  const minutes = Math.trunc(value / 100) * 60 + (value % 100);
  return Math.abs(value % 100) < 60 && Math.abs(minutes) <= WIDEST_OFFSET_MINUTES ? minutes + 0 : null;
}
