import { add, groupIndices } from './columns.ts';
import { inMillionths } from './degree-of-authorship.ts';
import { compareFirst, type FileAuthorship } from './file-authorship.ts';

/** One person's leaving. */
export interface Removal {
  readonly author: number;
  /** Files the person is an author of. */
  readonly files: number;
  /** Share (0..1) of files that still have an author afterwards. */
  readonly coverageAfter: number;
}

export interface TruckFactor {
  /** Removed people less the pruned ones. */
  readonly value: number;
  readonly files: number;
  /** Files with a counted author before anybody is removed. */
  readonly coveredFiles: number;
  /** In order of removal, without the pruned ones. */
  readonly removed: readonly Removal[];
  readonly pruned: readonly Removal[];
  /** The removals in order, beyond the half too, at most CURVE_LENGTH. */
  readonly curve: readonly Removal[];
  /** Share (0..1) of files with an author after the last removal, pruned ones included. */
  readonly coverageLeft: number;
}

const CURVE_LENGTH = 50;

/**
 * Truck factor: the author of most files is removed again and again while at least half of the files have an author;
 * those under a tenth of the first one's files are then not counted. Equal numbers of files: the higher sum of
 * degrees, then the earlier first counted commit (time, SHA, position among its authors).
 * Source: Avelino et al. (ICPC 2016) and the tool published with it, with its pruning. Authorship of the others is not
 * judged anew when somebody leaves, so the order is one sort and the whole takes time linear in the rows.
 * @param files indices into `authorship.files`: what counts, and the denominator
 * @param counts whether an author counts; false for the inactive, and for those who are assumed gone
 */
export function truckFactor(
  authorship: FileAuthorship,
  files: Int32Array,
  counts: (author: number) => boolean,
): TruckFactor {
  const { order, filesOf, authorsLeft, coveredFiles } = rankAuthors(authorship, files, counts);
  let covered = coveredFiles;
  const share = () => (files.length === 0 ? 0 : covered / files.length);
  const taken: Removal[] = [];
  const curve: Removal[] = [];
  let coverageLeft = share();

  for (const author of order) {
    const pastHalf = covered * 2 < files.length;
    if (pastHalf && curve.length >= CURVE_LENGTH) break;
    const authored = filesOf(author);
    for (const position of authored) {
      add(authorsLeft, position, -1);
      if (authorsLeft[position] === 0) covered--;
    }
    const removal = { author, files: authored.length, coverageAfter: share() };
    if (curve.length < CURVE_LENGTH) curve.push(removal);
    if (pastHalf) continue;
    taken.push(removal);
    coverageLeft = removal.coverageAfter;
  }
  const most = taken[0]?.files ?? 0;
  const pruned = taken.filter((removal) => removal.files * 10 < most);
  const removed = taken.filter((removal) => removal.files * 10 >= most);
  return { value: removed.length, files: files.length, coveredFiles, removed, pruned, curve, coverageLeft };
}

/** Authors who count, in the order of their removal. */
function rankAuthors(authorship: FileAuthorship, files: Int32Array, counts: (author: number) => boolean) {
  const { rowStart, author: authorOfRow, isAuthor, degree } = authorship;
  const authorCount = authorship.authors.length;
  const counted = Uint8Array.from({ length: authorCount }, (_, author) => (counts(author) ? 1 : 0));
  const degrees = new Float64Array(authorCount);
  const authorsLeft = new Int32Array(files.length);
  // One pair for each file (by its position in `files`) and author who counts.
  const pairs = { author: [] as number[], position: [] as number[] };
  let coveredFiles = 0;
  files.forEach((file, position) => {
    for (let row = rowStart[file] as number; row < (rowStart[file + 1] as number); row++) {
      const author = authorOfRow[row] as number;
      if (isAuthor[row] !== 1 || counted[author] !== 1) continue;
      pairs.author.push(author);
      pairs.position.push(position);
      add(degrees, author, inMillionths(degree[row] as number));
      add(authorsLeft, position, 1);
    }
    if ((authorsLeft[position] as number) > 0) coveredFiles++;
  });
  const { starts, order: pairsByAuthor } = groupIndices(authorCount, Int32Array.from(pairs.author));
  const filesOf = (author: number) =>
    pairsByAuthor.subarray(starts[author], starts[author + 1]).map((pair) => pairs.position[pair] as number);
  const numberOfFiles = (author: number) => (starts[author + 1] as number) - (starts[author] as number);
  const earlier = firstCommitOrder(authorship, files);
  const order = Array.from({ length: authorCount }, (_, author) => author)
    .filter((author) => numberOfFiles(author) > 0)
    .sort(
      (a, b) => numberOfFiles(b) - numberOfFiles(a) || (degrees[b] as number) - (degrees[a] as number) || earlier(a, b),
    );
  return { order, filesOf, authorsLeft, coveredFiles };
}

/** Compares authors by their first commit that counts in the files; worked out only when a tie asks for it. */
function firstCommitOrder(authorship: FileAuthorship, files: Int32Array): (a: number, b: number) => number {
  const { rowStart, author: authorOfRow, firstEntry, firstPosition, pathCredits } = authorship;
  let firstRow: Int32Array | undefined;
  const compareRows = (a: number, b: number) =>
    compareFirst(
      pathCredits,
      firstEntry[a] as number,
      firstPosition[a] as number,
      firstEntry[b] as number,
      firstPosition[b] as number,
    );
  const findFirstRows = () => {
    const found = new Int32Array(authorship.authors.length).fill(-1);
    for (const file of files)
      for (let row = rowStart[file] as number; row < (rowStart[file + 1] as number); row++) {
        const author = authorOfRow[row] as number;
        const known = found[author] as number;
        if (known === -1 || compareRows(row, known) < 0) found[author] = row;
      }
    return found;
  };
  return (a, b) => {
    firstRow ??= findFirstRows();
    return compareRows(firstRow[a] as number, firstRow[b] as number);
  };
}
