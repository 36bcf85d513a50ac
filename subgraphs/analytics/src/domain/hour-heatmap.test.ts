import { expect, test } from 'vitest';
import { judgeHours } from './hour-heatmap.ts';

const enough = { commits: 10, clockedCommits: 10, clockedDays: 5 };

test('ten commits on five days carry a heatmap', () => {
  expect(judgeHours(enough)).toEqual({ unavailable: null, excludedShare: 0, limitations: [] });
});

test.each([
  { commits: 9, clockedCommits: 9, clockedDays: 5 },
  { commits: 10, clockedCommits: 10, clockedDays: 4 },
  { commits: 0, clockedCommits: 0, clockedDays: 0 },
])('$clockedCommits commits on $clockedDays days are not enough', (sample) => {
  expect(judgeHours(sample).unavailable?.code).toBe('NOT_ENOUGH_DATA');
});

test('where every clock is a forge, the hours are unknown', () => {
  expect(judgeHours({ commits: 50, clockedCommits: 0, clockedDays: 0 })).toMatchObject({
    unavailable: { code: 'CLOCK_UNKNOWN' },
    excludedShare: 1,
  });
});

test('over half of the commits left out is said', () => {
  expect(judgeHours({ ...enough, commits: 25 })).toMatchObject({
    unavailable: null,
    excludedShare: 0.6,
    limitations: [expect.stringContaining('60 %')],
  });
  expect(judgeHours({ ...enough, commits: 20 }).limitations).toEqual([]);
});

test('a group is shown from five people on', () => {
  expect(judgeHours({ ...enough, people: 4 }).unavailable?.code).toBe('GROUP_TOO_SMALL');
  expect(judgeHours({ ...enough, people: 5 }).unavailable).toBeNull();
});
