import { columnsOf, cut, pad } from './text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** The column that gives way where the terminal is too narrow; at most one. */
  readonly flexible?: boolean;
}

/**
 * Lines of an aligned table, the header first. Cells may hold colours, except those of the flexible column, which are cut
 * where the table is wider than the terminal.
 * @param width columns of the terminal; Infinity: never cut
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width, mark, header }: { width: number; mark: string; header: (text: string) => string },
): string[] {
  const widths = columns.map((column, at) =>
    Math.max(columnsOf(column.title), ...rows.map((row) => columnsOf(row[at] ?? ''))),
  );
  const flexible = columns.findIndex((column) => column.flexible);
  const total = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1);
  if (flexible >= 0 && total > width) {
    widths[flexible] = Math.max(LEAST_FLEXIBLE, (widths[flexible] as number) - (total - width));
  }
  const line = (cells: readonly string[]) =>
    columns
      .map((column, at) => {
        const cell = cells[at] ?? '';
        const limit = widths[at] as number;
        return pad(at === flexible ? cut(cell, limit, mark) : cell, limit, column.align);
      })
      .join(GAP)
      .trimEnd();
  return [header(line(columns.map((column) => column.title))), ...rows.map(line)];
}

const GAP = '  ';
const LEAST_FLEXIBLE = 12;
