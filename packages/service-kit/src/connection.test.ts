import { describe, expect, it } from 'vitest';
import { readCursor, readFirst, toConnection, writeCursor } from './connection.ts';

describe('a cursor', () => {
  it('gives its sort key back', () => {
    const key = ['Zoë "x"', null, 7] as const;
    expect(readCursor(writeCursor(key), ['string', 'string?', 'number'])).toEqual(key);
  });

  it('is opaque in a URL', () => {
    expect(writeCursor(['??>>~', 1])).toMatch(/^[\w-]+$/);
  });

  it('with a zero in a text, which PostgreSQL has none of, is refused', () => {
    for (const part of ['string', 'string?'] as const) {
      expect(() => readCursor(writeCursor(['a\0b']), [part])).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    }
  });

  it('is optional', () => {
    expect(readCursor(undefined, ['string'])).toBeUndefined();
    expect(readCursor(null, ['string'])).toBeUndefined();
  });

  it.each([['nonsense'], [''], [writeCursor([1])], [writeCursor(['a', 'b'])], [writeCursor([null])]])(
    'of another list (%s) is refused with the field',
    (after) => {
      expect(() => readCursor(after, ['string'])).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT', field: 'after' }),
      );
    },
  );
});

describe('the size of a page', () => {
  it('is 1 to 200, and 50 unless asked', () => {
    expect([readFirst(1), readFirst(200), readFirst(undefined), readFirst(null, 20)]).toEqual([1, 200, 50, 20]);
  });

  it.each([0, -1, 201, 1.5])('is refused at %s with the field', (first) => {
    expect(() => readFirst(first)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', field: 'first' }));
  });
});

describe('a page', () => {
  const key = (row: number) => [row];

  it('knows from one row more that another page follows', () => {
    const page = toConnection([1, 2, 3], 2, key);
    expect(page.edges.map((edge) => edge.node)).toEqual([1, 2]);
    expect(page.pageInfo).toEqual({ hasNextPage: true, endCursor: writeCursor([2]) });
  });

  it('is the last one when no row is left', () => {
    expect(toConnection([1, 2], 2, key).pageInfo.hasNextPage).toBe(false);
    expect(toConnection([], 2, key)).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it('can carry facts on its edges', () => {
    expect(toConnection([5], 2, key, (row) => ({ node: { row }, commits: row })).edges).toEqual([
      { node: { row: 5 }, commits: 5, cursor: writeCursor([5]) },
    ]);
  });
});
