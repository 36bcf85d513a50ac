/**
 * The immutable batches that carry history from SYNC to the projections (the claim check). A batch is one object in
 * storage: NDJSON, zstd, named by the SHA-256 of its uncompressed text. Lines, in order:
 * a header, then for each commit the paths it mentions first, the commit, and its file changes in chunks.
 */

/** What one change did to a path, as `git log --raw` names it. */
export type ChangeStatus = 'A' | 'M' | 'D' | 'R' | 'C' | 'T';

/** How a path counts in code metrics; see packages/file-classifier. */
export type FileClass = 'source' | 'vendored' | 'generated' | 'binary' | 'lock' | 'docs' | 'data' | 'prose' | 'other';

/** Version of what batches carry: with a newer one, history is read again from the start. */
export const BATCH_VERSION = 1;

export interface BatchHeader {
  readonly k: 'batch';
  readonly v: typeof BATCH_VERSION;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly generation: string;
}

/** Gives a path a number inside its batch, with its class and language at the analysed head. */
export interface PathLine {
  readonly k: 'path';
  /** 0, 1, 2 … in order of first mention. */
  readonly i: number;
  readonly p: string;
  readonly c: FileClass;
  /** Linguist's language name; null where Linguist knows none. */
  readonly l: string | null;
}

export interface CommitLine {
  readonly k: 'commit';
  readonly sha: string;
  /** Number of parents; two or more: a merge, which carries no file changes. */
  readonly parents: number;
  /** Author time, seconds since 1970 (negative before), and the author's own offset in minutes east of UTC. */
  readonly at: number;
  readonly off: number;
  /** Committer time, seconds since 1970. */
  readonly ct: number;
  /** Alias ids credited: the author first, then co-authors as written, without repeats. */
  readonly credit: readonly string[];
  /**
   * True where the clock is a forge's, not the author's (squash or rebase merge: the committer is a forge or a bot and
   * the author time equals the commit time): no local hour, no workday.
   */
  readonly forge: boolean;
  /** Number of changed files of this commit (sum over its `files` lines). */
  readonly files: number;
}

/** [path number, status, lines added, lines deleted, old path number of a rename or copy]; null lines: binary. */
export type FileChange = readonly [
  path: number,
  status: ChangeStatus,
  added: number | null,
  deleted: number | null,
  oldPath?: number,
];

/** Up to 5,000 file changes of the commit before it; a large commit has several. */
export interface FilesLine {
  readonly k: 'files';
  readonly f: readonly FileChange[];
}

export type BatchLine = BatchHeader | PathLine | CommitLine | FilesLine;

/** A commit with all its file changes resolved; what projectors work on. */
export interface BatchCommit extends CommitLine {
  readonly changes: readonly FileChange[];
}

/** A whole batch in memory; bounded by the writer's limits (see BATCH_LIMITS). */
export interface Batch {
  readonly header: BatchHeader;
  /** Indexed by path number. */
  readonly paths: readonly PathLine[];
  readonly commits: readonly BatchCommit[];
}

/** When a writer begins a new batch. A single commit may exceed `changes`; it then makes a batch of its own. */
export const BATCH_LIMITS = { commits: 4_000, changes: 40_000, changesPerLine: 5_000 } as const;

/** The rewritable text object beside a batch: one line a commit, so that a person's words can be redacted. */
export interface CommitText {
  readonly sha: string;
  readonly subject: string;
}

/** One file at the analysed head; the `head` object of a generation is NDJSON (zstd) of these. */
export interface HeadFile {
  readonly p: string;
  readonly c: FileClass;
  readonly l: string | null;
  /** Git's id of its content: the same id has the same class, so only changed files are looked into again. */
  readonly b: string;
  /** Bytes. */
  readonly size: number;
}

/** A line of an alias file: names travel in it to the developers subgraph only, and it is deleted once applied. */
export type AliasLine =
  | {
      readonly k: 'alias';
      readonly id: string;
      readonly name: string;
      readonly email: string;
      readonly nameHash: string | null;
      readonly emailHash: string | null;
      /** Earliest commit that credits it (author time, seconds). */
      readonly firstAt: number;
    }
  | {
      /** An alias of an erased person: counted, but without name and e-mail. */
      readonly k: 'erased';
      readonly id: string;
      /** The nameless person it counts as. */
      readonly developerId: string;
      readonly nameHash: string | null;
      readonly emailHash: string | null;
      /** How the e-mail is found in texts, as hashes; null where it is no address that can be one person's alone. */
      readonly address: { readonly hash: string; readonly firstWord: string; readonly words: number } | null;
      readonly firstAt: number;
    }
  | {
      /** One line of the repository's .mailmap at the head: commits by `from` belong to `to`. */
      readonly k: 'mailmap';
      readonly properName: string | null;
      readonly properEmail: string | null;
      readonly commitName: string | null;
      readonly commitEmail: string | null;
    };

/** One identity decision as it travels from developers to the other subgraphs: ids and hashes, never names. */
export interface IdentityLine {
  readonly aliasId: string;
  readonly developerId: string;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  readonly isBot: boolean;
}

/** Where a batch lies and where it belongs; small enough for a Temporal payload. */
export interface BatchRef {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly generation: string;
  /** Position in its stream, from 1, without gaps. */
  readonly number: number;
  readonly objectKey: string;
  readonly textKey: string;
  readonly commits: number;
}
