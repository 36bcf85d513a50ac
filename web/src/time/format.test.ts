import { expect, test } from 'vitest';
import { formatAgo, formatAtOffset, formatShare } from './format.ts';

test('an instant is shown by the clock of its author', () => {
  expect(formatAtOffset('2026-03-01T21:10:00Z', 120)).toBe('2026-03-01 23:10 +02:00');
  expect(formatAtOffset('2026-03-01T01:10:00Z', -210)).toBe('2026-02-28 21:40 -03:30');
});

test('a share that is not nothing never reads as 0 %, nor one short of all as 100 %', () => {
  expect(formatShare(0.001)).toBe('<1%');
  expect(formatShare(0.999)).toBe('>99%');
  expect(formatShare(0)).toBe('0%');
  expect(formatShare(1)).toBe('100%');
});

test('a distance in time is told in its largest whole unit', () => {
  const now = new Date('2026-11-25T10:00:00Z');
  expect(formatAgo('2026-11-22T10:00:00Z', now)).toBe('3 days ago');
  expect(formatAgo('2024-11-25T10:00:00Z', now)).toBe('2 years ago');
  expect(formatAgo('2026-11-25T09:59:50Z', now)).toBe('now');
});
