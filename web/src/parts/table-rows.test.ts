import { expect, test } from 'vitest';
import { sortRows, toCsv, visibleRows } from './table-rows.ts';

test('missing values come last whichever way the rows are sorted', () => {
  const rows = [null, 2, undefined, 1];
  expect(sortRows(rows, (row) => row, false)).toEqual([1, 2, null, undefined]);
  expect(sortRows(rows, (row) => row, true)).toEqual([2, 1, null, undefined]);
});

test('names sort as people read them', () => {
  expect(sortRows(['file10', 'File2', 'émile', 'zoe'], (row) => row, false)).toEqual([
    'émile',
    'File2',
    'file10',
    'zoe',
  ]);
});

test('a long table draws only the rows in sight and a few beyond', () => {
  expect(visibleRows(1000, 36, 0, 600)).toEqual({ from: 0, to: 29 });
  expect(visibleRows(1000, 36, 18_000, 600)).toEqual({ from: 488, to: 529 });
  expect(visibleRows(3, 36, 0, 600)).toEqual({ from: 0, to: 3 });
});

test('a cell with quotes, commas or line ends survives as CSV', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['say "hi", you', 'x\ny'],
        [3, null],
      ],
    ),
  ).toBe('a,b\r\n"say ""hi"", you","x\ny"\r\n3,\r\n');
});

test('a name that is a formula is written as text', () => {
  expect(toCsv(['name'], [['=HYPERLINK("http://x")']])).toBe('name\r\n"\'=HYPERLINK(""http://x"")"\r\n');
});
