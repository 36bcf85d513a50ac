import { useMemo } from 'react';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { formatCount } from '../time/format.ts';
import { counted } from '../words/sentences.ts';
import { dataColor } from './data-colors.ts';
import styles from './treemap.module.css';
import { type TreemapItem, type TreemapTile, treemapTiles } from './treemap-layout.ts';
import { useWidth } from './use-width.ts';

export interface OwnershipItem extends TreemapItem {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly ownerFiles: number;
  readonly isSingleOwner: boolean;
  /** Where the tile leads: into the directory, or to who knows the file. */
  readonly href: string;
}

/** One level of a directory tree: area is files, colour the person who is an author of most of them, stripes a single owner. */
export function OwnershipTreemap({ items }: { readonly items: readonly OwnershipItem[] }) {
  const [box, width] = useWidth<HTMLUListElement>();
  const height = width < 520 ? 420 : Math.min(520, Math.round(width * 0.46));
  const tiles = useMemo(() => treemapTiles(items, width, height), [items, width, height]);
  return (
    <>
      <ul ref={box} className={styles.map} style={{ height }} aria-label="Ownership of what lies here, largest first">
        {tiles.map((tile) => (
          <li
            key={tile.item.path}
            className={styles.tile}
            style={{ left: tile.x, top: tile.y, width: tile.width, height: tile.height }}
          >
            <Tile tile={tile} />
          </li>
        ))}
      </ul>
      <p className={styles.legend}>
        <span>Area: files. Colour and name: who is an author of most of them.</span>
        <span>
          <span className={styles.swatch} aria-hidden="true" /> Striped: one person alone is the author of more than
          half.
        </span>
      </p>
    </>
  );
}

function Tile({ tile }: { readonly tile: TreemapTile<OwnershipItem> }) {
  const { item, width, height } = tile;
  const color = item.owner === null ? 'var(--line-strong)' : dataColor(item.owner.id);
  return (
    <Link
      href={item.href}
      className={styles.area}
      style={{ borderColor: color, backgroundColor: `color-mix(in oklab, ${color} var(--tint), var(--surface))` }}
      data-single={item.isSingleOwner}
      title={tileText(item)}
    >
      <span className={width > 44 && height > 22 ? styles.name : 'visually-hidden'}>
        {width > 80 && <Icon name={item.isDirectory ? 'folder' : 'file'} size={12} />}
        <span>{item.name}</span>
      </span>
      <span className={width > 64 && height > 42 ? styles.owner : 'visually-hidden'}>
        {item.owner?.name ?? 'no author'}
      </span>
      <span className={width > 84 && height > 62 ? styles.owner : 'visually-hidden'}>
        {formatCount(item.ownerFiles)} of {formatCount(item.files)}
      </span>
      {item.isSingleOwner && (
        <span className={width > 100 && height > 84 ? styles.tag : 'visually-hidden'}>single owner</span>
      )}
    </Link>
  );
}

function tileText(item: OwnershipItem): string {
  const what = `${item.name}, ${item.isDirectory ? counted(item.files, 'file') : 'a file'}`;
  const who = item.owner === null ? 'no author' : `${item.owner.name} is an author of ${formatCount(item.ownerFiles)}`;
  return `${what}: ${who}${item.isSingleOwner ? ', single owner' : ''}`;
}
