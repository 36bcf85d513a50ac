import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';

export interface TreemapItem {
  readonly path: string;
  readonly files: number;
}

export interface TreemapTile<Item> {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Tiles whose areas are in proportion to their files, largest first, in a box of the given size (px), 2 px apart.
 * Items without files are left out, and so are those beyond `limit`: the table beside the map has them all.
 */
export function treemapTiles<Item extends TreemapItem>(
  items: readonly Item[],
  width: number,
  height: number,
  limit = 80,
): readonly TreemapTile<Item>[] {
  const shown = items
    .filter((item) => item.files > 0)
    .toSorted((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1))
    .slice(0, limit);
  if (shown.length === 0 || width <= 0 || height <= 0) return [];
  type Node = { readonly item: Item | null; readonly children?: readonly Node[] };
  const root = hierarchy<Node>({ item: null, children: shown.map((item) => ({ item })) }, (node) => node.children).sum(
    (node) => node.item?.files ?? 0,
  );
  const laidOut = treemap<Node>().tile(treemapSquarify.ratio(1.4)).size([width, height]).paddingInner(2)(root);
  return laidOut.leaves().map((leaf) => ({
    item: leaf.data.item as Item,
    x: leaf.x0,
    y: leaf.y0,
    width: leaf.x1 - leaf.x0,
    height: leaf.y1 - leaf.y0,
  }));
}
