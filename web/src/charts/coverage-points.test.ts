import { expect, test } from 'vitest';
import { coveragePoints, labelledPoints } from './coverage-points.ts';

test('the curve begins before anybody is removed', () => {
  expect(coveragePoints(0.9, [{ name: 'Ada', coverageAfter: 0.4 }])).toEqual([
    { removed: 0, percent: 90, name: '' },
    { removed: 1, percent: 40, name: 'Ada' },
  ]);
});

test('names that would cover each other are left to the table', () => {
  const steps = [
    { name: 'Ada Lovelace', coverageAfter: 0.6 },
    { name: 'Bob', coverageAfter: 0.59 },
    { name: 'Cy', coverageAfter: 0.2 },
  ];
  const points = coveragePoints(1, steps);
  const names = (stepWidth: number) =>
    labelledPoints(points, { stepWidth, percentHeight: 2 }).map((point) => point.name);
  expect(names(200)).toEqual(['Ada Lovelace', 'Bob', 'Cy']);
  expect(names(40)).toEqual(['Ada Lovelace', 'Cy']);
});
