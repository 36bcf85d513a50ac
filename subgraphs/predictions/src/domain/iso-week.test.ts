import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoWeek } from './iso-week.ts';

const at = (text: string) => Date.parse(text) / 1_000;

test.each([
  ['2026-01-05T00:00:00Z', 0, '2026-01-05', 0],
  ['2026-01-04T23:59:59Z', 0, '2025-12-29', 6],
  ['2026-01-04T23:30:00Z', 60, '2026-01-05', 0],
  ['2026-01-05T00:30:00Z', -60, '2025-12-29', 6],
  ['1969-12-28T12:00:00Z', 0, '1969-12-22', 6],
])('%s at %i minutes is in the week of %s', (text, offset, week, weekday) => {
  expect(isoWeek(at(text), offset)).toEqual({ week, weekday });
});

test('every week begins on a Monday that a calendar can write', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 45), max: 2 ** 45 }), (time) => {
      const { week, weekday } = isoWeek(time, 0);
      expect(week).toMatch(/^\d{4}-/);
      expect(new Date(`${week}T00:00:00Z`).getUTCDay()).toBe(1);
      expect(weekday).toBeGreaterThanOrEqual(0);
      expect(weekday).toBeLessThan(7);
    }),
  );
});
