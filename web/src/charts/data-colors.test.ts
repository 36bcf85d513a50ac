import { expect, test } from 'vitest';
import { dataColorCount, dataColorIndex } from './data-colors.ts';

test('a name has the same colour wherever it appears', () => {
  expect(dataColorIndex('TypeScript')).toBe(dataColorIndex('TypeScript'));
});

test('names spread over all eight colours', () => {
  const seen = new Set(Array.from({ length: 200 }, (_, each) => dataColorIndex(`person-${each}`)));
  expect(seen.size).toBe(dataColorCount);
  expect(Math.min(...seen)).toBe(1);
  expect(Math.max(...seen)).toBe(dataColorCount);
});
