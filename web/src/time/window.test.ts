import { expect, test } from 'vitest';
import {
  calendarRange,
  formatRange,
  lastFullWeeks,
  lengthInDays,
  parseWindow,
  windowPhrase,
  yearUpTo,
} from './window.ts';

const wednesday = new Date('2026-11-25T10:00:00Z');
const sunday = new Date('2026-11-22T23:59:59Z');

test('the last four full weeks end on the Sunday before the current week', () => {
  expect(lastFullWeeks(4, wednesday)).toEqual({ from: '2026-10-26', to: '2026-11-22' });
});

test('on a Sunday the week it ends is not full yet', () => {
  expect(lastFullWeeks(4, sunday)).toEqual({ from: '2026-10-19', to: '2026-11-15' });
});

test('a window without a name is the last four full weeks', () => {
  expect(parseWindow(undefined, wednesday)).toEqual({ choice: '4w', range: lastFullWeeks(4, wednesday) });
});

test('a window that is no window is the default, not an error', () => {
  for (const text of ['', '5w', '2026-02-30..2026-03-01', '2026-03-01..2026-02-01', 'toString']) {
    expect(parseWindow(text, wednesday).choice).toBe('4w');
  }
});

test('a custom window survives its way through the URL', () => {
  const range = { from: '2025-01-31', to: '2025-03-01' };
  expect(parseWindow(formatRange(range), wednesday)).toEqual({ choice: 'custom', range });
});

test('all of history has no ends', () => {
  expect(parseWindow('all', wednesday)).toEqual({ choice: 'all', range: null });
  expect(calendarRange(parseWindow('all', wednesday), wednesday)).toBeNull();
});

test('four full weeks are 28 days and a year of weeks 364', () => {
  expect(lengthInDays(lastFullWeeks(4, wednesday))).toBe(28);
  expect(lengthInDays(lastFullWeeks(52, wednesday))).toBe(364);
});

test('a calendar goes back a year and up to today, or further where the window does', () => {
  expect(calendarRange(parseWindow('4w', wednesday), wednesday)).toEqual({ from: '2025-11-20', to: '2026-11-25' });
  expect(calendarRange(parseWindow('2020-01-01..2020-12-31', wednesday), wednesday)?.from).toBe('2020-01-01');
});

test('a window reads as the end of a sentence', () => {
  const plain = (day: string) => day;
  expect(windowPhrase(parseWindow('12w', wednesday), plain)).toBe('in the last 12 full weeks');
  expect(windowPhrase(parseWindow('2026-01-01..2026-01-01', wednesday), plain)).toBe('on 2026-01-01');
});

test('the year up to a day has 365 days and ends with it', () => {
  const year = yearUpTo('2021-01-12');
  expect(year).toEqual({ from: '2020-01-14', to: '2021-01-12' });
  expect(lengthInDays(year)).toBe(365);
});
