import type { ChangeStatus } from '@trellis/contributions/batch.ts';
import type { CommitDate } from './commit-date.ts';

/** One commit as git shows it: names as written, no mailmap applied. */
export interface RawCommit {
  readonly sha: string;
  /** Number of parents; more than one is a merge, which lists no files. */
  readonly parents: number;
  readonly authorName: string;
  readonly authorEmail: string;
  /** Seconds since 1970; negative before, within the years 1 to 9999. */
  readonly authorAt: number;
  readonly authorOffsetMinutes: number;
  readonly committerName: string;
  readonly committerEmail: string;
  readonly committerAt: number;
  readonly committerOffsetMinutes: number;
  /** The first paragraph of the message on one line, at most 1,024 characters. */
  readonly subject: string;
  /** `Co-authored-by` trailers in order, as git recognises trailers. */
  readonly coAuthors: readonly { readonly name: string; readonly email: string }[];
  /** What had to be made usable in the dates; null for normal dates. */
  readonly oddAuthorDate: CommitDate['odd'];
  readonly oddCommitterDate: CommitDate['odd'];
  /** The history is cut off above this commit, so its files seem to be created by it. */
  readonly isShallowBoundary: boolean;
}

export interface FileChange {
  readonly status: ChangeStatus;
  /** See path-text.ts for paths that are not UTF-8. */
  readonly path: string;
  /** Only for renames and copies. */
  readonly oldPath?: string;
  /** Lines; null where git counts none: binary files, and lines that a partial clone can't know. */
  readonly added: number | null;
  readonly deleted: number | null;
  /** A link to a commit of another repository, not a file. */
  readonly isSubmodule: boolean;
}

/**
 * A commit, then its files in pieces of at most 5,000, then the next commit. `renames-limited` follows the files of a
 * commit with so many added and deleted files that only exact renames were looked for.
 */
export type CommitEvent =
  | { readonly type: 'commit'; readonly commit: RawCommit }
  | { readonly type: 'files'; readonly sha: string; readonly changes: readonly FileChange[] }
  | { readonly type: 'renames-limited'; readonly sha: string }
  /** Contents of files of this commit are not here: its lines are unknown, and only exact renames were found. */
  | { readonly type: 'contents-missing'; readonly sha: string };
