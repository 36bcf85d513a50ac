import { expect, test } from 'vitest';
import { coveragePoints } from './coverage-points.ts';

test('the curve begins before anybody is removed', () => {
  expect(coveragePoints(0.9, [{ name: 'Ada', coverageAfter: 0.4 }])).toEqual([
    { removed: 0, percent: 90, name: '' },
    { removed: 1, percent: 40, name: 'Ada' },
  ]);
});
