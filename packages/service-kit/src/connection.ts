import { CodedError } from './errors.ts';

/** Most rows a page may have. */
export const MAX_PAGE = 200;

/** One part of a sort key, as a cursor carries it; `?` may be null. */
export type CursorPart = 'string' | 'number' | 'boolean' | 'string?' | 'number?';

/** The values of a sort key by its parts. */
export type CursorKey<Parts extends readonly CursorPart[]> = {
  -readonly [Index in keyof Parts]: CursorValue<Parts[Index]>;
};

type CursorValue<Part> = Part extends 'string'
  ? string
  : Part extends 'number'
    ? number
    : Part extends 'boolean'
      ? boolean
      : Part extends 'string?'
        ? string | null
        : number | null;

/** Makes an opaque cursor of a row's sort key. */
export function writeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * Reads the sort key after which a page begins; undefined: from the start.
 * @example readCursor(args.after, ['string?', 'string']) // [lastActiveOn | null, id] | undefined
 * @throws CodedError BAD_INPUT naming the field, for anything that `writeCursor` didn't make of such a key
 */
export function readCursor<const Parts extends readonly CursorPart[]>(
  after: string | null | undefined,
  parts: Parts,
  field = 'after',
): CursorKey<Parts> | undefined {
  if (after === null || after === undefined) return undefined;
  const key = parseJson(Buffer.from(after, 'base64url').toString('utf8'));
  const fits =
    Array.isArray(key) && key.length === parts.length && parts.every((part, index) => fitsPart(key[index], part));
  if (!fits) throw new CodedError('BAD_INPUT', `${field} is not a cursor of this list.`, { field });
  return key as CursorKey<Parts>;
}

/**
 * Checks the size of a page.
 * @param fallback rows where none are asked for
 * @throws CodedError BAD_INPUT naming the field, outside 1..200
 */
export function readFirst(first: number | null | undefined, fallback = 50, field = 'first'): number {
  const size = first ?? fallback;
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE) return size;
  throw new CodedError('BAD_INPUT', `${field} must be 1 to ${MAX_PAGE}, and is ${size}.`, { field });
}

/** A page of a list, as Relay shapes it. */
export interface Connection<Edge> {
  readonly edges: (Edge & { readonly cursor: string })[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Makes a page of rows.
 * @param rows `first + 1` rows where there are more, so that the next page is known without counting
 * @param cursorOf a row's sort key, see `readCursor`
 * @param edgeOf what stands on the edge; default: the row as its node
 */
export function toConnection<Row>(
  rows: readonly Row[],
  first: number,
  cursorOf: (row: Row) => readonly unknown[],
): Connection<{ readonly node: Row }>;
export function toConnection<Row, Edge extends object>(
  rows: readonly Row[],
  first: number,
  cursorOf: (row: Row) => readonly unknown[],
  edgeOf: (row: Row) => Edge,
): Connection<Edge>;
export function toConnection<Row>(
  rows: readonly Row[],
  first: number,
  cursorOf: (row: Row) => readonly unknown[],
  edgeOf: (row: Row) => object = (row) => ({ node: row }),
): Connection<object> {
  const edges = rows.slice(0, first).map((row) => ({ ...edgeOf(row), cursor: writeCursor(cursorOf(row)) }));
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

function fitsPart(value: unknown, part: CursorPart): boolean {
  if (part.endsWith('?')) return value === null || fitsPart(value, part.slice(0, -1) as CursorPart);
  // PostgreSQL has no text with a zero in it.
  return typeof value === part && !(typeof value === 'string' && value.includes('\0'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
