import { expect, test } from 'vitest';
import { treemapTiles } from './treemap-layout.ts';

const items = [
  { path: 'lib', files: 60 },
  { path: 'test', files: 30 },
  { path: 'docs', files: 10 },
  { path: 'empty', files: 0 },
];

test('areas are in proportion to files', () => {
  const tiles = treemapTiles(items, 10_000, 10_000);
  const area = (path: string) => {
    const tile = tiles.find((each) => each.item.path === path);
    return (tile?.width ?? 0) * (tile?.height ?? 0);
  };
  expect(area('lib') / area('test')).toBeCloseTo(2, 1);
  expect(area('test') / area('docs')).toBeCloseTo(3, 1);
});

test('what has no files has no tile', () => {
  expect(treemapTiles(items, 100, 100).map((tile) => tile.item.path)).toEqual(['lib', 'test', 'docs']);
});

test('tiles stay inside the box and do not overlap', () => {
  const many = Array.from({ length: 60 }, (_, at) => ({ path: `p${at}`, files: (at % 9) + 1 }));
  const tiles = treemapTiles(many, 640, 360);
  for (const tile of tiles) {
    expect(tile.x).toBeGreaterThanOrEqual(0);
    expect(tile.x + tile.width).toBeLessThanOrEqual(640.001);
    expect(tile.y + tile.height).toBeLessThanOrEqual(360.001);
  }
  const overlaps = tiles.some((a, at) =>
    tiles
      .slice(at + 1)
      .some(
        (b) =>
          a.x < b.x + b.width - 0.01 &&
          b.x < a.x + a.width - 0.01 &&
          a.y < b.y + b.height - 0.01 &&
          b.y < a.y + a.height - 0.01,
      ),
  );
  expect(overlaps).toBe(false);
});

test('beyond the limit only the largest are drawn', () => {
  const many = Array.from({ length: 100 }, (_, at) => ({ path: `p${at}`, files: at + 1 }));
  const tiles = treemapTiles(many, 640, 360, 10);
  expect(tiles).toHaveLength(10);
  expect(Math.min(...tiles.map((tile) => tile.item.files))).toBe(91);
});

test('a box without size has no tiles', () => {
  expect(treemapTiles(items, 0, 100)).toEqual([]);
});
