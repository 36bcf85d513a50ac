import type { FileAuthorship } from './file-authorship.ts';
import { authorsOf } from './ownership-tree.ts';

/** A directory or file a person is an author of. */
export interface OwnedArea {
  readonly path: string;
  /** Files below it that the person is an author of, of how many that count. */
  readonly files: number;
  readonly ofFiles: number;
  /** Of them: files nobody else is an author of. */
  readonly soleFiles: number;
}

/**
 * The areas a person owns: from the top down, a directory where the person is an author of more than half of the files
 * is one area; elsewhere its sub-directories and files are looked at alone. So areas never overlap, and together hold
 * every file the person is an author of. Most files first, then by path; the root is the empty path.
 * @param files indices of the files that count, ascending
 */
export function ownedAreas(authorship: FileAuthorship, files: Int32Array, author: number): OwnedArea[] {
  const authored = Array.from(files, (file) => {
    const authors = authorsOf(authorship, file);
    return { owned: authors.includes(author), sole: authors.length === 1 };
  });
  const pathAt = (position: number) => authorship.files[files[position] as number]?.path as string;
  const areas: OwnedArea[] = [];
  const open: { start: number; end: number; path: string; isFile: boolean }[] = [
    { start: 0, end: files.length, path: '', isFile: false },
  ];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const below = authored.slice(range.start, range.end);
    const owned = below.filter((file) => file.owned);
    if (owned.length === 0) continue;
    if (range.isFile || owned.length * 2 > below.length) {
      const soleFiles = owned.filter((file) => file.sole).length;
      areas.push({ path: range.path, files: owned.length, ofFiles: below.length, soleFiles });
    } else open.push(...childrenOf(range, pathAt));
  }
  return areas.sort((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1));
}

function childrenOf(range: { start: number; end: number; path: string }, pathAt: (position: number) => string) {
  const skip = range.path === '' ? 0 : range.path.length + 1;
  const children: { start: number; end: number; path: string; isFile: boolean }[] = [];
  for (let start = range.start; start < range.end; ) {
    const path = pathAt(start);
    const slash = path.indexOf('/', skip);
    let end = start + 1;
    if (slash !== -1) while (end < range.end && pathAt(end).startsWith(path.slice(0, slash + 1))) end++;
    children.push({ start, end, path: slash === -1 ? path : path.slice(0, slash), isFile: slash === -1 });
    start = end;
  }
  return children;
}
