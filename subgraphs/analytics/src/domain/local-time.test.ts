import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayStart, instantText, localTime } from './local-time.ts';

const at = (text: string) => Date.parse(text) / 1_000;

test("a commit stands on its author's day and hour", () => {
  expect(localTime(at('2026-01-05T23:30:00Z'), 120)).toEqual({ day: '2026-01-06', hour: 1 });
  expect(localTime(at('2026-01-05T00:30:00Z'), -60)).toEqual({ day: '2026-01-04', hour: 23 });
  expect(localTime(at('2026-01-05T12:00:00Z'), 345)).toEqual({ day: '2026-01-05', hour: 17 });
});

test('times before 1970 have their day and hour', () => {
  expect(localTime(-1, 0)).toEqual({ day: '1969-12-31', hour: 23 });
  expect(localTime(-86_400, 0)).toEqual({ day: '1969-12-31', hour: 0 });
});

test('times that no calendar can write stand at its ends', () => {
  expect(localTime(9e14, 0).day).toBe('9999-12-31');
  expect(localTime(-9e14, 0).day).toBe('0001-01-01');
  expect(instantText(9e14)).toBe('9999-12-31T23:59:59.000Z');
  expect(instantText(-9e14)).toBe('0001-01-01T00:00:00.000Z');
});

test('any time of any offset has an hour of a day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
      fc.integer({ min: -5_999, max: 5_999 }),
      (time, offset) => {
        const { day, hour } = localTime(time, offset);
        expect(hour).toBeGreaterThanOrEqual(0);
        expect(hour).toBeLessThan(24);
        expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      },
    ),
  );
});

test('a local hour begins at its day and hour as the offset says', () => {
  fc.assert(
    fc.property(fc.integer({ min: -6e10, max: 2e11 }), fc.integer({ min: -720, max: 840 }), (time, offset) => {
      const { day, hour } = localTime(time, offset);
      const sinceHour = time + offset * 60 - (dayStart(day) + hour * 3_600);
      expect(sinceHour).toBeGreaterThanOrEqual(0);
      expect(sinceHour).toBeLessThan(3_600);
    }),
  );
});
