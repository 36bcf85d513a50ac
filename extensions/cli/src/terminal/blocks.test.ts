import { expect, test } from 'vitest';
import { bar, shadeSign, shades, sparkline } from './blocks.ts';

test('a sparkline rises with its values, and shows anything above zero', () => {
  expect(sparkline([0, 1, 50, 100], true)).toBe(' ▁▄█');
  expect(sparkline([0, 0], true)).toBe('  ');
});

test('shades keep quiet cells visible beside a very busy one', () => {
  expect(shades([0, 1, 25, 100])).toEqual([0, 1, 2, 4]);
});

test('everything can be drawn with ASCII alone', () => {
  const drawn =
    sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], false) +
    bar(0.5, 10, false) +
    [0, 1, 2, 3, 4].map((step) => shadeSign(step, false)).join('');
  expect(drawn).toMatch(/^[\x20-\x7e]+$/);
});
