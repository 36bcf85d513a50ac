import { expect, test } from 'vitest';
import { tableLines } from './table.ts';
import { columnsOf } from './text.ts';

const columns = [{ title: 'Name', flexible: true }, { title: 'Files', align: 'right' }, { title: 'Last' }] as const;
const plain = { mark: '…', header: (text: string) => text };

test('columns stand under each other whatever the width of the characters', () => {
  const lines = tableLines(
    columns,
    [
      ['山田太郎', '1', 'x'],
      ['Ada', '1,000', 'y'],
    ],
    { ...plain, width: 80 },
  );
  const places = lines.slice(1).map((line) => columnsOf(line.slice(0, line.search(/[xy]$/))));
  expect(new Set(places).size).toBe(1);
  expect(lines[0]).toBe('Name      Files  Last');
});

test('colours in a cell do not move the next one', () => {
  const lines = tableLines(
    columns,
    [
      ['a', '\u001b[31m5\u001b[39m', 'x'],
      ['b', '5', 'x'],
    ],
    { ...plain, width: 80 },
  );
  expect(columnsOf(lines[1] as string)).toBe(columnsOf(lines[2] as string));
});

test('the flexible column gives way in a narrow terminal', () => {
  const lines = tableLines(columns, [['a'.repeat(60), '1', '2026-01-01']], { ...plain, width: 40 });
  expect(columnsOf(lines[1] as string)).toBe(40);
  expect(lines[1]).toContain('…');
});

test('nothing is cut where there is no terminal', () => {
  const lines = tableLines(columns, [['a'.repeat(300), '1', 'x']], { ...plain, width: Number.POSITIVE_INFINITY });
  expect(lines[1]).toContain('a'.repeat(300));
});
