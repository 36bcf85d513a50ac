import { expect, test } from 'vitest';
import { addDays, firstWeekday, isDay, weekdayOf } from './days.ts';

test('weekdays are right before and after 1970', () => {
  expect(weekdayOf('1969-12-31')).toBe(3);
  expect(weekdayOf('1970-01-01')).toBe(4);
  expect(weekdayOf('2026-11-22')).toBe(7);
  expect(weekdayOf('2024-02-29')).toBe(4);
});

test('days are added across months, leap days and years', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
});

test('only days of the calendar are days', () => {
  expect(isDay('2024-02-29')).toBe(true);
  expect(isDay('2025-02-29')).toBe(false);
  expect(isDay('yesterday')).toBe(false);
});

test('a week begins on Sunday in the United States and on Monday in Germany', () => {
  expect(firstWeekday('en-US')).toBe(7);
  expect(firstWeekday('de-DE')).toBe(1);
});
