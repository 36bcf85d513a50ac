import { expect, test } from 'vitest';
import { calendarLayout, calendarYears, levelOf } from './calendar-layout.ts';

test('a week that begins on Monday puts Sunday in its last row', () => {
  const { cells, weeks } = calendarLayout('2026-11-22', '2026-11-23', 1);
  expect(cells).toEqual([
    { day: '2026-11-22', week: 0, row: 6 },
    { day: '2026-11-23', week: 1, row: 0 },
  ]);
  expect(weeks).toBe(2);
});

test('a week that begins on Sunday keeps Sunday and Monday together', () => {
  const { cells, weekdays } = calendarLayout('2026-11-22', '2026-11-23', 7);
  expect(cells.map((cell) => [cell.week, cell.row])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(weekdays).toEqual([7, 1, 2, 3, 4, 5, 6]);
});

test('every day of a leap year has one place of its own', () => {
  const { cells } = calendarLayout('2024-01-01', '2024-12-31', 6);
  expect(cells).toHaveLength(366);
  expect(new Set(cells.map((cell) => `${cell.week}/${cell.row}`)).size).toBe(366);
});

test('months are named where they begin', () => {
  const { months } = calendarLayout('2026-01-20', '2026-03-10', 1);
  expect(months.map((month) => month.day)).toEqual(['2026-02-01', '2026-03-01']);
});

test('a long history is cut into years, newest first, without losing a day', () => {
  expect(calendarYears('2024-06-01', '2026-02-03')).toEqual([
    { from: '2026-01-01', to: '2026-02-03' },
    { from: '2025-01-01', to: '2025-12-31' },
    { from: '2024-06-01', to: '2024-12-31' },
  ]);
  expect(calendarYears('2025-11-01', '2026-11-01')).toHaveLength(1);
});

test('nothing is level 0, the largest is level 4, and one commit is always seen', () => {
  expect([levelOf(0, 100), levelOf(1, 100), levelOf(100, 100), levelOf(1, 1)]).toEqual([0, 1, 4, 4]);
});
