import type { Batch, BatchCommit, PathLine } from '@trellis/contributions/batch.ts';

/** Counted commits of a credit set on one local day; lines are those of source files. */
export interface ActivityDay {
  readonly creditSet: string;
  readonly day: string;
  commits: number;
  linesAdded: number;
  linesDeleted: number;
}

/** Changes to source files of one language by a credit set on one local day. */
export interface LanguageDay {
  readonly creditSet: string;
  readonly day: string;
  readonly language: string;
  changes: number;
  linesAdded: number;
  linesDeleted: number;
}

export interface CreditSummary {
  readonly creditSet: string;
  commits: number;
  firstDay: string;
  lastDay: string;
  /** Author time, seconds. */
  lastAt: number;
}

/** A commit that counts, merges left out. */
export interface CountedCommit {
  readonly sha: string;
  readonly creditSet: string;
  readonly day: string;
  /** It has no parents. */
  readonly isRoot: boolean;
}

/** What a batch adds: sums, firsts and lasts only, so that the order of batches doesn't matter. */
export interface BatchActivity {
  readonly summaries: readonly CreditSummary[];
  readonly days: readonly ActivityDay[];
  readonly languages: readonly LanguageDay[];
  readonly commits: readonly CountedCommit[];
}

/**
 * Sums a batch by credit set, local day and language. Merge commits don't count.
 * @param creditSets the credit set of each commit, in the batch's order
 */
export function sumBatch(batch: Batch, creditSets: readonly string[]): BatchActivity {
  const summaries = new Map<string, CreditSummary>();
  const days = new Map<string, ActivityDay>();
  const languages = new Map<string, LanguageDay>();
  const commits: CountedCommit[] = [];
  batch.commits.forEach((commit, index) => {
    if (commit.parents > 1 || commit.credit.length === 0) return;
    const creditSet = creditSets[index] as string;
    const day = localDay(commit.at, commit.off);
    commits.push({ sha: commit.sha, creditSet, day, isRoot: commit.parents === 0 });
    summarise(summaries, creditSet, commit.at, day);
    const activity = entry(days, `${creditSet} ${day}`, () => ({
      creditSet,
      day,
      commits: 0,
      linesAdded: 0,
      linesDeleted: 0,
    }));
    activity.commits += 1;
    sumChanges(commit, batch.paths, activity, languages);
  });
  return { summaries: [...summaries.values()], days: [...days.values()], languages: [...languages.values()], commits };
}

function sumChanges(
  commit: BatchCommit,
  paths: readonly PathLine[],
  activity: ActivityDay,
  languages: Map<string, LanguageDay>,
): void {
  const { creditSet, day } = activity;
  for (const [index, , added, deleted] of commit.changes) {
    const path = paths[index];
    if (path?.c !== 'source') continue;
    activity.linesAdded += added ?? 0;
    activity.linesDeleted += deleted ?? 0;
    const language = path.l;
    if (language === null) continue;
    const sum = entry(languages, `${creditSet} ${day} ${language}`, () => {
      return { creditSet, day, language, changes: 0, linesAdded: 0, linesDeleted: 0 };
    });
    sum.changes += 1;
    sum.linesAdded += added ?? 0;
    sum.linesDeleted += deleted ?? 0;
  }
}

function summarise(summaries: Map<string, CreditSummary>, creditSet: string, at: number, day: string): void {
  const summary = entry(summaries, creditSet, () => ({
    creditSet,
    commits: 0,
    firstDay: day,
    lastDay: day,
    lastAt: at,
  }));
  summary.commits += 1;
  if (day < summary.firstDay) summary.firstDay = day;
  if (day > summary.lastDay) summary.lastDay = day;
  if (at > summary.lastAt) summary.lastAt = at;
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const held = map.get(key);
  if (held !== undefined) return held;
  const made = make();
  map.set(key, made);
  return made;
}

const DAY_SECONDS = 86_400;
const FIRST_DAY = Date.UTC(1901, 0, 1) / 1000 / DAY_SECONDS;
const LAST_DAY = Date.UTC(9999, 11, 31) / 1000 / DAY_SECONDS;

/**
 * The author's local day, YYYY-MM-DD. Clocks before 1901 or after 9999 are set to those ends: no calendar needs more.
 * @param at seconds since 1970
 * @param offset minutes east of UTC
 */
export function localDay(at: number, offset: number): string {
  const day = Math.floor((at + offset * 60) / DAY_SECONDS);
  return new Date(Math.min(Math.max(day, FIRST_DAY), LAST_DAY) * DAY_SECONDS * 1000).toISOString().slice(0, 10);
}
