import { type AuthorIdentity, identifyByEmailOrName, identifyPeople } from './author-identity.ts';
import { type AuthorshipRows, createAuthorshipRows } from './authorship-rows.ts';
import { add, groupIndices } from './columns.ts';
import { degreeOfAuthorship, isAuthor } from './degree-of-authorship.ts';
import { createFileHistory } from './file-history.ts';
import type { GenerationHistory, HeadFileEntry, PathCredits } from './generation-history.ts';

/** How authors are told apart and credited; see AliasRule and CoAuthorCredit of the schema. */
export interface AuthorshipRules {
  readonly aliases: 'PERSON' | 'EMAIL_NAME';
  readonly coAuthors: 'FULL' | 'NONE';
}

export interface Author {
  /** Developer id; under EMAIL_NAME an alias id. */
  readonly id: string;
  /** The alias with the most changes. */
  readonly aliasId: string;
  readonly aliasIds: readonly string[];
  /** Last counted commit anywhere in the workspace, seconds since 1970; null: none. */
  readonly lastAt: number | null;
}

/** A row for each file and each author who ever changed it, in typed arrays; rows of a file stand together. */
export interface FileAuthorship {
  readonly rules: AuthorshipRules;
  /** Files at the head, sorted by path (UTF-16 order). */
  readonly files: readonly HeadFileEntry[];
  readonly authors: readonly Author[];
  /** Rows of file f: rowStart[f] to rowStart[f + 1] − 1. */
  readonly rowStart: Int32Array;
  readonly author: Int32Array;
  readonly created: Uint8Array;
  readonly deliveries: Int32Array;
  readonly degree: Float64Array;
  readonly isAuthor: Uint8Array;
  readonly lastAt: Float64Array;
  /** The pathCredits entry with the author's first counted commit of the file, and the author's position in its credit. */
  readonly firstEntry: Int32Array;
  readonly firstPosition: Uint16Array;
  /** Deliveries of all authors, by file. */
  readonly fileDeliveries: Int32Array;
  /** The highest degree of authorship, by file; 0 where nobody counts. */
  readonly highest: Float64Array;
  readonly pathCredits: PathCredits;
}

/**
 * Computes who wrote which file: each credit's changes over the file's whole history, added up per author. An author
 * with several aliases in one credit counts once for it; with `FULL` each co-author counts as having made the change alone.
 */
export function fileAuthorship(history: GenerationHistory, rules: AuthorshipRules): FileAuthorship {
  const { files, pathCredits } = history;
  const identity = identify(history, rules);
  const credited = creditedAuthors(history, identity, rules);
  const entries = groupIndices(history.pathCount, pathCredits.path);
  const closure = createFileHistory(history.pathCount, history.renames);
  const rows = createAuthorshipRows(pathCredits.path.length);
  const slot = new Int32Array(identity.authors.length).fill(-1);
  const rowStart = new Int32Array(files.length + 1);
  const fileDeliveries = new Int32Array(files.length);
  const highest = new Float64Array(files.length);
  let start = 0;

  const addEntry = (entry: number) => {
    const { authors, positions } = credited[pathCredits.credit[entry] as number] as CreditedAuthors;
    for (let i = 0; i < authors.length; i++) {
      const author = authors[i] as number;
      let row = slot[author] as number;
      if (row < start) {
        row = rows.add(author);
        slot[author] = row;
      }
      addToRow(rows, row, pathCredits, entry, positions[i] as number);
    }
  };
  const addPath = (path: number) => {
    for (let at = entries.starts[path] as number; at < (entries.starts[path + 1] as number); at++)
      addEntry(entries.order[at] as number);
  };
  files.forEach(({ pathId }, file) => {
    start = rows.length;
    closure.each(pathId, addPath);
    rowStart[file + 1] = rows.length;
    fileDeliveries[file] = sumOf(rows.deliveries, start, rows.length);
    highest[file] = gradeRows(rows, start, fileDeliveries[file] as number);
  });

  const authors = describeAuthors(history, identity, rules);
  return { rules, files, authors, rowStart, ...rows.trimmed(), fileDeliveries, highest, pathCredits };
}

function identify(history: GenerationHistory, rules: AuthorshipRules): AuthorIdentity {
  if (rules.aliases === 'PERSON') return identifyPeople(history.aliases);
  // The tool knows one repository's authors: an alias seen elsewhere in the workspace must not unite two of them.
  const seen = new Set<number>();
  for (const credit of history.credits)
    for (const alias of rules.coAuthors === 'FULL' ? credit : credit.subarray(0, 1)) seen.add(alias);
  const here = [...seen].sort((a, b) => a - b);
  const { authors, authorOf } = identifyByEmailOrName(here.map((alias) => history.aliases[alias] as never));
  const ofAll = new Int32Array(history.aliases.length).fill(-1);
  here.forEach((alias, index) => {
    ofAll[alias] = authorOf[index] as number;
  });
  return {
    authors: authors.map(({ id, aliases }) => ({ id, aliases: aliases.map((index) => here[index] as number) })),
    authorOf: ofAll,
  };
}

interface CreditedAuthors {
  readonly authors: readonly number[];
  readonly positions: readonly number[];
}

function creditedAuthors(
  history: GenerationHistory,
  { authorOf }: AuthorIdentity,
  rules: AuthorshipRules,
): CreditedAuthors[] {
  return history.credits.map((aliases) => {
    const authors: number[] = [];
    const positions: number[] = [];
    const counted = rules.coAuthors === 'FULL' ? aliases.length : Math.min(aliases.length, 1);
    for (let position = 0; position < counted; position++) {
      const author = authorOf[aliases[position] as number] as number;
      if (author === -1 || authors.includes(author)) continue;
      authors.push(author);
      positions.push(position);
    }
    return { authors, positions };
  });
}

function addToRow(rows: AuthorshipRows, row: number, entries: PathCredits, entry: number, position: number): void {
  if ((entries.additions[entry] as number) > 0) rows.created[row] = 1;
  add(rows.deliveries, row, entries.deliveries[entry] as number);
  rows.lastAt[row] = Math.max(rows.lastAt[row] as number, entries.lastAt[entry] as number);
  const first = rows.firstEntry[row] as number;
  if (first === -1 || compareFirst(entries, entry, position, first, rows.firstPosition[row] as number) < 0) {
    rows.firstEntry[row] = entry;
    rows.firstPosition[row] = position;
  }
}

/** Orders first counted commits: by time, then SHA, then position among the commit's authors. */
export function compareFirst(entries: PathCredits, a: number, positionA: number, b: number, positionB: number): number {
  const time = (entries.firstAt[a] as number) - (entries.firstAt[b] as number);
  if (time !== 0) return time;
  const [shaA, shaB] = [entries.firstSha(a), entries.firstSha(b)];
  if (shaA !== shaB) return shaA < shaB ? -1 : 1;
  return positionA - positionB;
}

/** Gives the rows of one file their degree and says who is an author; returns the highest degree. */
function gradeRows(rows: AuthorshipRows, start: number, fileDeliveries: number): number {
  let highest = 0;
  for (let row = start; row < rows.length; row++) {
    const own = rows.deliveries[row] as number;
    const degree = degreeOfAuthorship(rows.created[row] === 1, own, fileDeliveries - own);
    rows.degree[row] = degree;
    highest = Math.max(highest, degree);
  }
  for (let row = start; row < rows.length; row++)
    if (isAuthor(rows.degree[row] as number, highest, rows.created[row] === 1)) rows.isAuthor[row] = 1;
  return highest;
}

function sumOf(column: Int32Array, start: number, end: number): number {
  let sum = 0;
  for (let row = start; row < end; row++) sum += column[row] as number;
  return sum;
}

function describeAuthors(history: GenerationHistory, identity: AuthorIdentity, rules: AuthorshipRules): Author[] {
  const changes = changesByAlias(history, rules);
  return identity.authors.map(({ id, aliases }) => {
    const known = aliases.map((alias) => ({
      ...(history.aliases[alias] as GenerationHistory['aliases'][number]),
      alias,
    }));
    known.sort(
      (a, b) => (changes[b.alias] as number) - (changes[a.alias] as number) || (a.aliasId < b.aliasId ? -1 : 1),
    );
    const times = known.flatMap(({ lastAt }) => (lastAt === null ? [] : [lastAt]));
    return {
      id,
      aliasId: known[0]?.aliasId as string,
      aliasIds: known.map(({ aliasId }) => aliasId),
      lastAt: times.length === 0 ? null : Math.max(...times),
    };
  });
}

function changesByAlias({ aliases, credits, pathCredits }: GenerationHistory, rules: AuthorshipRules): Float64Array {
  const changes = new Float64Array(aliases.length);
  pathCredits.credit.forEach((credit, entry) => {
    const counted = rules.coAuthors === 'FULL' ? credits[credit] : credits[credit]?.subarray(0, 1);
    const made = (pathCredits.additions[entry] as number) + (pathCredits.deliveries[entry] as number);
    for (const alias of counted ?? []) add(changes, alias, made);
  });
  return changes;
}
