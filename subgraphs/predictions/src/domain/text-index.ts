import type { Batch, BatchCommit } from '@trellis/contributions/batch.ts';
import { isoWeek } from './iso-week.ts';
import { commitKey, packPosting } from './posting.ts';
import { termsOf } from './terms.ts';

/** What a batch adds to the text index. */
export interface TextIndexPart {
  /** Postings by credit set and term, ascending. */
  readonly postings: readonly TermPostings[];
  readonly sizes: readonly TextSize[];
  readonly commits: readonly IndexedCommit[];
}

export interface TermPostings {
  readonly term: string;
  readonly creditSet: string;
  readonly postings: readonly bigint[];
}

export interface TextSize {
  readonly creditSet: string;
  readonly commits: number;
  readonly terms: number;
}

export interface IndexedCommit {
  readonly key: bigint;
  readonly sha: string;
  readonly creditSet: string;
  /** Monday of its ISO week. */
  readonly week: string;
  readonly isRoot: boolean;
}

/**
 * Indexes the commits of a batch by the terms of their subjects and paths. A commit's text is its subject and each
 * distinct segment of the paths it changed, once. Merges are left out: they change nothing, and their subjects name
 * branches.
 */
export function indexTexts(
  batch: Batch,
  creditSetOf: readonly string[],
  subjects: ReadonlyMap<string, string>,
): TextIndexPart {
  const segmentsOf = segmentReader(batch);
  const termsOfSegment = remember(termsOf);
  const byCreditSet = new Map<string, Map<string, bigint[]>>();
  const sizes = new Map<string, { creditSet: string; commits: number; terms: number }>();
  const commits: IndexedCommit[] = [];
  batch.commits.forEach((commit, index) => {
    if (commit.parents > 1) return;
    const creditSet = creditSetOf[index] as string;
    const counts = new Map<string, number>();
    let length = 0;
    const add = (term: string) => {
      counts.set(term, (counts.get(term) ?? 0) + 1);
      length += 1;
    };
    for (const term of termsOf(subjects.get(commit.sha) ?? '')) add(term);
    for (const segment of segmentsOf(commit)) for (const term of termsOfSegment(segment)) add(term);
    const key = commitKey(commit.sha);
    const { week } = isoWeek(commit.at, commit.off);
    commits.push({ key, sha: commit.sha, creditSet, week, isRoot: commit.parents === 0 });
    addSize(sizes, creditSet, length);
    const terms = byCreditSet.get(creditSet) ?? new Map<string, bigint[]>();
    byCreditSet.set(creditSet, terms);
    for (const [term, count] of counts) {
      const posting = packPosting(key, count, length);
      const known = terms.get(term);
      if (known === undefined) terms.set(term, [posting]);
      else known.push(posting);
    }
  });
  return { postings: flatten(byCreditSet), sizes: [...sizes.values()], commits };
}

/** The distinct segments of a commit's paths, old names of renamed files included. */
function segmentReader(batch: Batch): (commit: BatchCommit) => ReadonlySet<string> {
  const segments = batch.paths.map((path) => path.p.split('/'));
  return (commit) => {
    const seen = new Set<string>();
    for (const [path, , , , oldPath] of commit.changes) {
      for (const segment of segments[path] ?? []) seen.add(segment);
      if (oldPath !== undefined) for (const segment of segments[oldPath] ?? []) seen.add(segment);
    }
    return seen;
  };
}

function remember<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? make(text);
    known.set(text, value);
    return value;
  };
}

function addSize(
  sizes: Map<string, { creditSet: string; commits: number; terms: number }>,
  creditSet: string,
  length: number,
): void {
  const size = sizes.get(creditSet) ?? { creditSet, commits: 0, terms: 0 };
  sizes.set(creditSet, size);
  size.commits += 1;
  size.terms += length;
}

function flatten(byCreditSet: ReadonlyMap<string, ReadonlyMap<string, bigint[]>>): TermPostings[] {
  const rows: TermPostings[] = [];
  for (const [creditSet, terms] of byCreditSet)
    for (const [term, postings] of terms) {
      postings.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      rows.push({ term, creditSet, postings });
    }
  return rows;
}
