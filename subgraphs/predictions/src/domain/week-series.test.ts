import { expect, test } from 'vitest';
import { weekSeries } from './week-series.ts';

test('weeks without work are there, and days are counted from their bits', () => {
  const counted = [{ week: '2026-01-05', commits: 4, days: 0b1000101, developers: 2 }];
  expect(weekSeries(counted, { from: '2025-12-29', to: '2026-01-18' })).toEqual([
    { startsOn: '2025-12-29', commits: 0, activeDays: 0, activeDevelopers: 0 },
    { startsOn: '2026-01-05', commits: 4, activeDays: 3, activeDevelopers: 2 },
    { startsOn: '2026-01-12', commits: 0, activeDays: 0, activeDevelopers: 0 },
  ]);
});
