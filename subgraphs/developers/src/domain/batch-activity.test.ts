import { describe, expect, it } from 'vitest';
import { localDay } from './batch-activity.ts';

describe('the local day', () => {
  it.each([
    ['an hour before midnight UTC at +02:00', Date.UTC(2026, 0, 5, 23), 120, '2026-01-06'],
    ['an hour after midnight UTC at -05:00', Date.UTC(2026, 0, 5, 1), -300, '2026-01-04'],
    ['before 1970', Date.UTC(1969, 11, 31, 23, 59), 0, '1969-12-31'],
    ['before any calendar of use', -1e14, 0, '1901-01-01'],
    ['far in the future', 1e17, 0, '9999-12-31'],
  ])('of %s is right', (_what, ms, offset, day) => {
    expect(localDay(ms / 1000, offset)).toBe(day);
  });
});
