import type { HeadFileEntry } from './generation-history.ts';

export type FileSelection = 'SOURCE' | 'ALL';

/** Where a directory's files stand in a list sorted by path: from `start` to before `end`. An empty path: all. */
export function filesBelow(files: readonly HeadFileEntry[], directory: string): { start: number; end: number } {
  if (directory === '') return { start: 0, end: files.length };
  // '0' is the character after '/'.
  return { start: firstAtOrAfter(files, `${directory}/`), end: firstAtOrAfter(files, `${directory}0`) };
}

/** The index of a file at exactly this path; −1 for none. */
export function fileAt(files: readonly HeadFileEntry[], path: string): number {
  const index = firstAtOrAfter(files, path);
  return files[index]?.path === path ? index : -1;
}

/** Indices of the files below a directory that count. */
export function selectFiles(files: readonly HeadFileEntry[], directory: string, selection: FileSelection): Int32Array {
  const { start, end } = filesBelow(files, directory);
  const selected = new Int32Array(end - start);
  let length = 0;
  for (let index = start; index < end; index++)
    if (selection === 'ALL' || files[index]?.fileClass === 'source') selected[length++] = index;
  return selected.slice(0, length);
}

/** The first index whose path is not before `path`. */
export function firstAtOrAfter(files: readonly HeadFileEntry[], path: string): number {
  let low = 0;
  let high = files.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((files[middle]?.path as string) < path) low = middle + 1;
    else high = middle;
  }
  return low;
}
