import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileHistory } from './file-history.ts';

describe('createFileHistory', () => {
  it('is the path alone where nothing was renamed to it', () => {
    expect(historyOf(3, [[0, 1]], 2)).toEqual([2]);
  });

  it('follows renames back through any number of names', () => {
    expect(
      historyOf(
        4,
        [
          [0, 1],
          [1, 2],
          [2, 3],
        ],
        0,
      ),
    ).toEqual([0, 1, 2, 3]);
  });

  it('takes in every name where several paths were renamed to one', () => {
    expect(
      historyOf(
        3,
        [
          [0, 1],
          [0, 2],
        ],
        0,
      ),
    ).toEqual([0, 1, 2]);
  });

  it('ends on renames in a circle, with each path once', () => {
    expect(
      historyOf(
        2,
        [
          [0, 1],
          [1, 0],
        ],
        0,
      ),
    ).toEqual([0, 1]);
  });

  it('gives a history that two files share to both, in any order', () => {
    const history = createFileHistory(
      3,
      pairs([
        [0, 2],
        [1, 2],
      ]),
    );
    const walk = (path: number) => {
      const seen: number[] = [];
      history.each(path, (one) => seen.push(one));
      return seen;
    };
    expect([walk(0), walk(1), walk(0)]).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
    ]);
  });

  it('is the closure over renames, whatever their order', () => {
    const rename = fc.tuple(fc.nat(7), fc.nat(7));
    fc.assert(
      fc.property(fc.array(rename, { maxLength: 20 }), fc.nat(7), (renames, path) => {
        const closure = new Set([path]);
        for (let size = 0; size !== closure.size; ) {
          size = closure.size;
          for (const [renamed, old] of renames) if (closure.has(renamed)) closure.add(old);
        }
        const found = historyOf(8, renames, path);
        expect(found).toEqual([...closure].sort((a, b) => a - b));
        expect(historyOf(8, [...renames].reverse(), path)).toEqual(found);
      }),
    );
  });
});

function historyOf(pathCount: number, renames: readonly (readonly [number, number])[], path: number): number[] {
  const seen: number[] = [];
  createFileHistory(pathCount, pairs(renames)).each(path, (one) => seen.push(one));
  return seen.sort((a, b) => a - b);
}

function pairs(renames: readonly (readonly [number, number])[]) {
  return {
    paths: Int32Array.from(renames, ([renamed]) => renamed),
    oldPaths: Int32Array.from(renames, ([, old]) => old),
  };
}
