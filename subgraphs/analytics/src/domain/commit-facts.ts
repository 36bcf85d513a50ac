import type { Batch, BatchCommit } from '@trellis/contributions/batch.ts';
import { localTime } from './local-time.ts';

/** What is kept of a commit as evidence. */
export interface CommitFact {
  readonly sha: string;
  readonly creditSet: string;
  /** Author first. */
  readonly credit: readonly string[];
  readonly at: number;
  readonly offsetMinutes: number;
  readonly committedAt: number;
  readonly day: string;
  readonly hour: number;
  readonly parents: number;
  readonly forge: boolean;
  readonly files: number;
  /** Of all files but binary ones, and of source files alone. */
  readonly lines: LineCount;
  readonly sourceLines: LineCount;
}

export interface LineCount {
  readonly added: number;
  readonly deleted: number;
}

/**
 * The facts of a batch's commits, in its order.
 * @param creditSetOf credit set of each commit, in the batch's order
 */
export function commitFacts(batch: Batch, creditSetOf: readonly string[]): CommitFact[] {
  const isSource = batch.paths.map((path) => path.c === 'source');
  return batch.commits.map((commit, index) => ({
    sha: commit.sha,
    creditSet: creditSetOf[index] as string,
    credit: commit.credit,
    at: commit.at,
    offsetMinutes: commit.off,
    committedAt: commit.ct,
    ...localTime(commit.at, commit.off),
    parents: commit.parents,
    forge: commit.forge,
    files: commit.files,
    ...countLines(commit, isSource),
  }));
}

/** A binary file has no lines. A merge carries no changes, so it counts none. */
function countLines(commit: BatchCommit, isSource: readonly boolean[]): { lines: LineCount; sourceLines: LineCount } {
  const lines = { added: 0, deleted: 0 };
  const sourceLines = { added: 0, deleted: 0 };
  for (const [path, , added, deleted] of commit.changes) {
    lines.added += added ?? 0;
    lines.deleted += deleted ?? 0;
    if (!isSource[path]) continue;
    sourceLines.added += added ?? 0;
    sourceLines.deleted += deleted ?? 0;
  }
  return { lines, sourceLines };
}
