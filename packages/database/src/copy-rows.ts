import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { WorkspaceClient } from './workspace-transaction.ts';

/** A value of a row in COPY's text format; arrays are PostgreSQL arrays of plain values. */
export type CopyValue = string | number | boolean | null | readonly (string | number)[];

/**
 * Loads rows into a temporary table by COPY: the fast way in, as COPY into a table with row-level security is refused.
 * The table is dropped at the end of the transaction; follow with `insert … select` in the same transaction.
 * @param columns column definitions of the temporary table, e.g. `id uuid, day date`
 */
export async function copyRows(
  db: WorkspaceClient,
  table: string,
  columns: string,
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  await db.query(`create temporary table ${table} (${columns}) on commit drop`);
  await pipeline(Readable.from(copyText(rows)), db.query(copyFrom(`copy ${table} from stdin`)));
}

function* copyText(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${row.map(copyField).join('\t')}\n`;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

function copyField(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'string') return escapeText(value);
  return escapeText(`{${value.map((item) => (typeof item === 'number' ? item : quoteItem(item))).join(',')}}`);
}

function quoteItem(item: string): string {
  return `"${item.replace(/["\\]/g, '\\$&')}"`;
}

/** PostgreSQL's text can't hold NUL; it becomes the replacement character. */
function escapeText(text: string): string {
  if (!/[\\\t\n\r\0]/.test(text)) return text;
  return text
    .replaceAll('\0', '\ufffd')
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
