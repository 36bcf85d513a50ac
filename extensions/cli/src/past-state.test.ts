import { expect, test } from 'vitest';
import { daysBefore, parseDay } from './past-state.ts';

test('a day is a day of the calendar', () => {
  expect(parseDay('2024-02-29')).toBe('2024-02-29');
});

test.each(['2023-02-29', '2024-13-01', '2024-1-1', 'yesterday', '', '2024-01-01T00:00:00Z', '02024-01-01'])(
  '%j is none',
  (text) => {
    expect(() => parseDay(text)).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }));
  },
);

test('a day in the future is none, today is', () => {
  const today = new Date().toISOString().slice(0, 10);
  expect(parseDay(today)).toBe(today);
  expect(() => parseDay(daysBefore(today, -2))).toThrow(
    expect.objectContaining({ code: 'USAGE', exitCode: 2, message: expect.stringContaining('lies in the future') }),
  );
});

test('days are counted over months and leap years', () => {
  expect(daysBefore('2024-03-01', 1)).toBe('2024-02-29');
  expect(daysBefore('2024-12-31', -1)).toBe('2025-01-01');
});
