import { expect, test } from 'vitest';
import type { CommitFact } from './commit-facts.ts';
import { dailyActivity } from './daily-activity.ts';

const fact = (given: Partial<CommitFact>): CommitFact => ({
  sha: 'a'.repeat(40),
  creditSet: 'ada',
  credit: ['ada'],
  at: 0,
  offsetMinutes: 0,
  committedAt: 0,
  day: '2026-01-05',
  hour: 9,
  parents: 1,
  forge: false,
  files: 1,
  lines: { added: 7, deleted: 7 },
  sourceLines: { added: 3, deleted: 1 },
  ...given,
});

test('commits and their source lines add up by credit set and day', () => {
  const activity = dailyActivity([
    fact({ hour: 17 }),
    fact({ hour: 9 }),
    fact({ day: '2026-01-06' }),
    fact({ creditSet: 'ada and bob' }),
  ]);
  expect(activity).toHaveLength(3);
  expect(activity[0]).toEqual({
    day: '2026-01-05',
    creditSet: 'ada',
    commits: 2,
    merges: 0,
    linesAdded: 6,
    linesDeleted: 2,
    hours: [9, 17],
  });
});

test('merges count apart, without hours', () => {
  expect(dailyActivity([fact({ parents: 2 })])).toMatchObject([{ commits: 0, merges: 1, linesAdded: 0, hours: [] }]);
});

test("a forge's clock gives a day, and no hour", () => {
  expect(dailyActivity([fact({ forge: true })])).toMatchObject([{ commits: 1, hours: [] }]);
});

test('the first commit of all has no parent, and counts', () => {
  expect(dailyActivity([fact({ parents: 0 })])).toMatchObject([{ commits: 1, merges: 0, hours: [9] }]);
});
