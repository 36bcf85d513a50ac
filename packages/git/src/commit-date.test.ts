import { expect, it } from 'vitest';
import { parseCommitDate } from './commit-date.ts';

it.each([
  ['a normal date', '1700000000 +0530', { at: 1_700_000_000, offsetMinutes: 330, odd: null }],
  ['a western offset with minutes', '0 -0430', { at: 0, offsetMinutes: -270, odd: null }],
  ['a date before 1970', '-86400 +0000', { at: -86_400, offsetMinutes: 0, odd: null }],
  ['no date', '', { at: 0, offsetMinutes: 0, odd: 'missing' }],
  ['words', 'yesterday', { at: 0, offsetMinutes: 0, odd: 'missing' }],
  [
    'a date beyond the year 9999',
    '99999999999999999999 +0000',
    { at: 253_402_300_799, offsetMinutes: 0, odd: 'clamped' },
  ],
  ['a date before the year 1', '-99999999999999 +0000', { at: -62_135_596_800, offsetMinutes: 0, odd: 'clamped' }],
  ['an offset that no place has', '1700000000 +051800', { at: 1_700_000_000, offsetMinutes: 0, odd: 'offset' }],
  ['an offset with 75 minutes', '1700000000 +0175', { at: 1_700_000_000, offsetMinutes: 0, odd: 'offset' }],
])('reads %s', (_, raw, date) => {
  expect(parseCommitDate(raw)).toEqual(date);
});
