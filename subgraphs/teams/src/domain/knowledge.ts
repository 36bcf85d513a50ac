import { ACTIVE_DAYS } from './active-authors.ts';
import { inMillionths } from './degree-of-authorship.ts';
import type { FileAuthorship } from './file-authorship.ts';

/** What one author knows of a file or of the files below a directory. */
export interface Knowledge {
  readonly author: number;
  /** Degree of authorship, summed over the files the author ever changed. */
  readonly degree: number;
  /** 0..1: the degree against the file's highest one, as the mean over all the files. */
  readonly normalized: number;
  readonly authoredFiles: number;
  /** Of them: files nobody else is an author of. */
  readonly soleFiles: number;
  readonly filesCreated: number;
  readonly changes: number;
  readonly changesByOthers: number;
  /** Last change of the files, seconds since 1970. */
  readonly lastAt: number;
}

/** Who knows the files (indices into `authorship.files`): highest degree first, then by author id. */
export function knowledgeOf(authorship: FileAuthorship, files: Int32Array): Knowledge[] {
  const { rowStart, fileDeliveries, isAuthor, highest } = authorship;
  const sums = new Map<number, Sums>();
  let deliveries = 0;
  for (const file of files) {
    deliveries += fileDeliveries[file] as number;
    const [start, end] = [rowStart[file] as number, rowStart[file + 1] as number];
    let authors = 0;
    for (let row = start; row < end; row++) authors += isAuthor[row] as number;
    for (let row = start; row < end; row++) addRow(sums, authorship, row, highest[file] as number, authors === 1);
  }
  return [...sums]
    .map(([author, sum]) => ({
      ...sum,
      author,
      degree: sum.millionths / 1e6,
      normalized: sum.shares / files.length,
      changesByOthers: deliveries - sum.changes,
    }))
    .sort((a, b) => b.degree - a.degree || (idOf(authorship, a) < idOf(authorship, b) ? -1 : 1));
}

interface Sums {
  millionths: number;
  shares: number;
  authoredFiles: number;
  soleFiles: number;
  filesCreated: number;
  changes: number;
  lastAt: number;
}

function addRow(sums: Map<number, Sums>, authorship: FileAuthorship, row: number, highest: number, single: boolean) {
  const author = authorship.author[row] as number;
  let sum = sums.get(author);
  if (sum === undefined) {
    sum = { millionths: 0, shares: 0, authoredFiles: 0, soleFiles: 0, filesCreated: 0, changes: 0, lastAt: -Infinity };
    sums.set(author, sum);
  }
  const degree = authorship.degree[row] as number;
  const authors = authorship.isAuthor[row] as number;
  sum.millionths += inMillionths(degree);
  if (highest > 0) sum.shares += Math.max(degree / highest, 0);
  sum.authoredFiles += authors;
  if (single) sum.soleFiles += authors;
  sum.filesCreated += authorship.created[row] as number;
  sum.changes += authorship.deliveries[row] as number;
  sum.lastAt = Math.max(sum.lastAt, authorship.lastAt[row] as number);
}

function idOf(authorship: FileAuthorship, { author }: Knowledge): string {
  return authorship.authors[author]?.id as string;
}

/**
 * Why somebody is said to know a file or directory, strongest reason first.
 * @param files how many files it is about; one: a file
 * @param now seconds since 1970
 */
export function reasonsOf(knowledge: Knowledge, files: number, isActive: boolean, now: number): string[] {
  const { authoredFiles, soleFiles, filesCreated, changes, changesByOthers } = knowledge;
  const reasons: string[] = [];
  if (files === 1) {
    if (soleFiles === 1) reasons.push('sole author');
    if (filesCreated === 1) reasons.push('created it');
  } else {
    if (soleFiles > 0) reasons.push(`sole author of ${count(soleFiles, 'file')}`);
    if (authoredFiles > soleFiles) reasons.push(`an author of ${authoredFiles} of ${files} files`);
    if (filesCreated > 0) reasons.push(`created ${count(filesCreated, 'file')}`);
  }
  if (changes > 0) reasons.push(`${changes} of ${count(changes + changesByOthers, 'change')}`);
  reasons.push(`last change ${ago(now - knowledge.lastAt)}`);
  if (!isActive) reasons.push(`no commit in ${ACTIVE_DAYS} days`);
  return reasons;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** How long ago, in words; a moment in the future reads as today. */
function ago(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  if (days < 1) return 'today';
  if (days === 1) return 'yesterday';
  if (days < 14) return `${days} days ago`;
  if (days < 61) return `${Math.round(days / 7)} weeks ago`;
  if (days < 730) return `${Math.round(days / 30.44)} months ago`;
  return `${Math.round(days / 365.25)} years ago`;
}
