import type { Batch, BatchCommit, ChangeStatus, FileChange } from '@trellis/contributions/batch.ts';

/** What one credit did at one path; paths and credits by their numbers in the batch, times in seconds since 1970. */
export interface PathCredit {
  readonly path: number;
  readonly credit: number;
  additions: number;
  deliveries: number;
  firstAt: number;
  firstSha: string;
  lastAt: number;
}

/** The commits of one credit on one day (UTC, YYYY-MM-DD). */
export interface CreditDay {
  readonly credit: number;
  readonly day: string;
  commits: number;
  lastAt: number;
}

/** One change of a commit, as evidence. */
export interface ChangeFact {
  readonly sha: string;
  readonly at: number;
  readonly credit: number;
  readonly change: FileChange;
}

/** What a batch adds to the projection: sums, minima, maxima and unions, so that batches may come in any order. */
export interface HistoryAggregates {
  /** Alias ids of each credit: the author first, then co-authors in the order written. */
  readonly credits: readonly (readonly string[])[];
  readonly pathCredits: readonly PathCredit[];
  /** Pairs of path and old path, each once. */
  readonly renames: readonly (readonly [path: number, oldPath: number])[];
  readonly facts: readonly ChangeFact[];
  readonly days: readonly CreditDay[];
}

/** Years 1 to 9999, seconds since 1970: what a calendar day can be written for. */
const EARLIEST = -62_135_596_800;
const LATEST = 253_402_300_799;

/**
 * How a change counts for the degree of authorship. The published tool reads `git log --find-renames` and counts
 * added, modified and renamed files. It never sees a copy: without copy detection git calls the same change added.
 * Deletions and changes of the file type alone are no one's authorship.
 */
export function changeKind(status: ChangeStatus): 'addition' | 'delivery' | 'uncounted' {
  if (status === 'A' || status === 'C') return 'addition';
  return status === 'M' || status === 'R' ? 'delivery' : 'uncounted';
}

/** Sums a batch up per path and credit, and per credit and day. Merges credit aliases and count nowhere. */
export function aggregateHistory(batch: Batch): HistoryAggregates {
  const creditNumbers = new Map<string, number>();
  const credits: (readonly string[])[] = [];
  const pathCredits = new Map<number, PathCredit>();
  const renames = new Map<number, readonly [number, number]>();
  const days = new Map<string, CreditDay>();
  const facts: ChangeFact[] = [];
  const pathCount = batch.paths.length;

  for (const commit of batch.commits) {
    const credit = numberOfCredit(commit.credit);
    const at = Math.min(Math.max(commit.at, EARLIEST), LATEST);
    if (commit.parents < 2) addDay(days, credit, at);
    for (const change of commit.changes) {
      const [path, status, , , oldPath] = change;
      facts.push({ sha: commit.sha, at, credit, change });
      addChange(pathCredits, credit * pathCount + path, path, credit, commit, at, status);
      if (status === 'R' && oldPath !== undefined) renames.set(oldPath * pathCount + path, [path, oldPath]);
    }
  }
  return {
    credits,
    pathCredits: [...pathCredits.values()],
    renames: [...renames.values()],
    facts,
    days: [...days.values()],
  };

  function numberOfCredit(aliasIds: readonly string[]): number {
    const key = aliasIds.join();
    const known = creditNumbers.get(key);
    if (known !== undefined) return known;
    creditNumbers.set(key, credits.length);
    return credits.push(aliasIds) - 1;
  }
}

function addDay(days: Map<string, CreditDay>, credit: number, at: number): void {
  const day = new Date(at * 1000).toISOString().slice(0, 10);
  const key = `${credit} ${day}`;
  const known = days.get(key);
  if (known === undefined) days.set(key, { credit, day, commits: 1, lastAt: at });
  else {
    known.commits++;
    known.lastAt = Math.max(known.lastAt, at);
  }
}

function addChange(
  all: Map<number, PathCredit>,
  key: number,
  path: number,
  credit: number,
  commit: BatchCommit,
  at: number,
  status: ChangeStatus,
): void {
  const kind = changeKind(status);
  if (kind === 'uncounted') return;
  let row = all.get(key);
  if (row === undefined) {
    row = { path, credit, additions: 0, deliveries: 0, firstAt: at, firstSha: commit.sha, lastAt: at };
    all.set(key, row);
  }
  if (kind === 'addition') row.additions++;
  else row.deliveries++;
  if (at < row.firstAt || (at === row.firstAt && commit.sha < row.firstSha)) {
    row.firstAt = at;
    row.firstSha = commit.sha;
  }
  row.lastAt = Math.max(row.lastAt, at);
}
