import { add } from './columns.ts';
import type { FileAuthorship } from './file-authorship.ts';
import { truckFactor } from './truck-factor.ts';

/** Who owns a set of files. */
export interface Ownership {
  readonly files: number;
  /** Bus factor among active people; null where no file counts. */
  readonly busFactor: number | null;
  /** The author of the most files (active or not), and of how many; null: nobody. */
  readonly topAuthor: number | null;
  readonly topAuthorFiles: number;
  /** Files with exactly one author. */
  readonly singleAuthorFiles: number;
  /** Files that have authors, all of them inactive. */
  readonly orphanedFiles: number;
  /** One person alone is the author of more than half of the files. */
  readonly isSingleOwner: boolean;
}

export interface OwnershipEntry extends Ownership {
  readonly name: string;
  readonly path: string;
  readonly isDirectory: boolean;
}

const MOST_CHILDREN = 500;

/**
 * One level of the directory tree: each sub-directory and file directly below it with its ownership; most files
 * first, then by name, at most 500.
 * @param files indices of the files below `directory` that count, ascending
 */
export function ownershipTree(
  authorship: FileAuthorship,
  files: Int32Array,
  directory: string,
  active: readonly boolean[],
): OwnershipEntry[] {
  const entries: { name: string; isDirectory: boolean; files: Int32Array }[] = [];
  const skip = directory === '' ? 0 : directory.length + 1;
  for (let start = 0; start < files.length; ) {
    const path = authorship.files[files[start] as number]?.path as string;
    const slash = path.indexOf('/', skip);
    const name = path.slice(skip, slash === -1 ? undefined : slash);
    let end = start + 1;
    if (slash !== -1) {
      const prefix = path.slice(0, slash + 1);
      while (end < files.length && authorship.files[files[end] as number]?.path.startsWith(prefix)) end++;
    }
    entries.push({ name, isDirectory: slash !== -1, files: files.subarray(start, end) });
    start = end;
  }
  entries.sort((a, b) => b.files.length - a.files.length || (a.name < b.name ? -1 : 1));
  return entries.slice(0, MOST_CHILDREN).map(({ name, isDirectory, files: below }) => ({
    name,
    path: directory === '' ? name : `${directory}/${name}`,
    isDirectory,
    ...ownership(authorship, below, active),
  }));
}

/** Who owns these files (indices into `authorship.files`). */
export function ownership(authorship: FileAuthorship, files: Int32Array, active: readonly boolean[]): Ownership {
  const authored = new Int32Array(authorship.authors.length);
  const alone = new Int32Array(authorship.authors.length);
  let singleAuthorFiles = 0;
  let orphanedFiles = 0;
  for (const file of files) {
    const authors = authorsOf(authorship, file);
    for (const author of authors) add(authored, author, 1);
    const [only] = authors;
    if (only !== undefined && authors.length === 1) {
      singleAuthorFiles++;
      add(alone, only, 1);
    }
    if (isOrphaned(authors, active)) orphanedFiles++;
  }
  const top = indexOfMost(authored);
  return {
    files: files.length,
    busFactor: files.length === 0 ? null : truckFactor(authorship, files, (author) => active[author] === true).value,
    topAuthor: top,
    topAuthorFiles: top === null ? 0 : (authored[top] as number),
    singleAuthorFiles,
    orphanedFiles,
    isSingleOwner: alone.some((number) => number * 2 > files.length),
  };
}

/** Authors of one file. */
export function authorsOf({ rowStart, author, isAuthor }: FileAuthorship, file: number): number[] {
  const authors: number[] = [];
  for (let row = rowStart[file] as number; row < (rowStart[file + 1] as number); row++)
    if (isAuthor[row] === 1) authors.push(author[row] as number);
  return authors;
}

/** Whether a file has authors, and all of them are inactive. */
export function isOrphaned(authors: readonly number[], active: readonly boolean[]): boolean {
  return authors.length > 0 && !authors.some((author) => active[author]);
}

function indexOfMost(numbers: Int32Array): number | null {
  let most: number | null = null;
  numbers.forEach((number, index) => {
    if (number > 0 && (most === null || number > (numbers[most] as number))) most = index;
  });
  return most;
}
