/** Sorting, slicing and writing out the rows of a table. */

export type CellValue = string | number | null | undefined;

export interface SortOrder {
  readonly key: string;
  readonly descending: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Rows by a value; missing values come last in both directions, equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  sortValue: (row: Row) => CellValue,
  descending: boolean,
): readonly Row[] {
  return rows.toSorted((a, b) => {
    const x = sortValue(a);
    const y = sortValue(b);
    if (x === null || x === undefined) return y === null || y === undefined ? 0 : 1;
    if (y === null || y === undefined) return -1;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));
    return descending ? -order : order;
  });
}

/** Which rows of a long table are drawn: those in sight and a few beyond, by a fixed row height (px). */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
): { readonly from: number; readonly to: number } {
  const beyond = 12;
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond);
  const to = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + beyond);
  return { from: Math.min(from, Math.max(0, to - 1)), to };
}

/**
 * Rows as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front: names and paths
 * come from history, which anybody can write.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly CellValue[])[]): string {
  return [header, ...rows]
    .map((row) => row.map(csvCell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

function csvCell(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
