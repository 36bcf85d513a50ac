import { expect, test } from 'vitest';
import { activityCalendar, calendarReach } from './activity-calendar.ts';

const day = (text: string, commits: number) => ({ day: text, commits, linesAdded: 0, linesDeleted: 0 });

test('a calendar of a window counts the window of equal length before it', () => {
  const window = { from: '2026-01-08', to: '2026-01-14' };
  expect(calendarReach(window)).toEqual({ from: '2026-01-01', to: '2026-01-14' });
  const days = [day('2026-01-01', 1), day('2026-01-07', 2), day('2026-01-08', 4), day('2026-01-14', 8)];
  expect(activityCalendar(days, window)).toEqual({ days: days.slice(2), total: 12, previousTotal: 3 });
});

test('a calendar of all history has nothing before it', () => {
  expect(calendarReach(undefined)).toBeUndefined();
  expect(activityCalendar([day('2026-01-01', 3)], undefined)).toMatchObject({ total: 3, previousTotal: null });
});
