import {
  type AliasLine,
  BATCH_LIMITS,
  type BatchHeader,
  type CommitLine,
  type CommitText,
  type FileChange,
  type FileClass,
  type PathLine,
} from '@trellis/contributions/batch.ts';
import type { AliasHasher } from '@trellis/contributions/ids.ts';
import { isForgeClock } from './forge-clock.ts';

/** A commit as it was read, as far as a batch holds it. Times in seconds since 1970. */
export interface ReadCommit {
  readonly sha: string;
  readonly parents: number;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authorAt: number;
  readonly authorOffsetMinutes: number;
  readonly committerName: string;
  readonly committerEmail: string;
  readonly committerAt: number;
  readonly subject: string;
  readonly coAuthors: readonly { readonly name: string; readonly email: string }[];
}

/** A changed file as it was read. */
export interface ReadChange {
  readonly status: FileChange[1];
  readonly path: string;
  readonly oldPath?: string;
  readonly added: number | null;
  readonly deleted: number | null;
}

export type ClassOf = (path: string) => { readonly fileClass: FileClass; readonly language: string | null };

/** One finished batch and what goes with it. */
export interface BuiltBatch {
  /** NDJSON of BatchLine. */
  readonly text: string;
  readonly commitTexts: readonly CommitText[];
  readonly commits: number;
}

export interface BatchBuilder {
  addCommit(commit: ReadCommit): void;
  /** Adds files of the commit added last. */
  addChanges(changes: readonly ReadChange[]): void;
  /** True once the batch is full; ask before adding a commit. */
  isFull(): boolean;
  /** Ends the batch and begins a new one; undefined where nothing was added. */
  take(): BuiltBatch | undefined;
  /** The aliases met since the builder was made, each with its earliest commit. */
  aliases(): AliasLine[];
}

/** Collects commits into batches of bounded size. Names go to the alias lines only; the batch holds ids. */
export function createBatchBuilder(header: BatchHeader, classOf: ClassOf, hasher: AliasHasher): BatchBuilder {
  const aliases = new Map<string, Extract<AliasLine, { k: 'alias' }>>();
  const aliasIds = new Map<string, string>();
  let lines: string[] = [];
  let paths = new Map<string, number>();
  let commitTexts: CommitText[] = [];
  let commits = 0;
  let changes = 0;
  let open: { commit: Omit<CommitLine, 'files'>; files: FileChange[] } | undefined;

  return {
    addCommit(commit) {
      close();
      const clock = { at: commit.authorAt, off: commit.authorOffsetMinutes, ct: commit.committerAt };
      open = {
        commit: {
          k: 'commit',
          sha: commit.sha,
          parents: commit.parents,
          ...clock,
          credit: creditOf(commit),
          forge: isForgeClock(commit),
        },
        files: [],
      };
      commitTexts.push({ sha: commit.sha, subject: commit.subject });
      commits += 1;
    },
    addChanges(read) {
      if (open === undefined) throw new Error('File changes came before their commit.');
      for (const change of read) {
        const path = pathNumber(change.path);
        const line: FileChange =
          change.oldPath === undefined
            ? [path, change.status, change.added, change.deleted]
            : [path, change.status, change.added, change.deleted, pathNumber(change.oldPath)];
        open.files.push(line);
      }
      changes += read.length;
    },
    isFull: () => commits >= BATCH_LIMITS.commits || changes >= BATCH_LIMITS.changes,
    take() {
      close();
      if (commits === 0) return undefined;
      const built = { text: [JSON.stringify(header), ...lines].join('\n'), commitTexts, commits };
      lines = [];
      paths = new Map();
      commitTexts = [];
      commits = 0;
      changes = 0;
      return built;
    },
    aliases: () => [...aliases.values()],
  };

  function close(): void {
    if (open === undefined) return;
    lines.push(JSON.stringify({ ...open.commit, files: open.files.length }));
    for (let from = 0; from < open.files.length; from += BATCH_LIMITS.changesPerLine) {
      lines.push(JSON.stringify({ k: 'files', f: open.files.slice(from, from + BATCH_LIMITS.changesPerLine) }));
    }
    open = undefined;
  }

  function pathNumber(path: string): number {
    const known = paths.get(path);
    if (known !== undefined) return known;
    const number = paths.size;
    paths.set(path, number);
    const { fileClass, language } = classOf(path);
    const line: PathLine = { k: 'path', i: number, p: path, c: fileClass, l: language };
    lines.push(JSON.stringify(line));
    return number;
  }

  function creditOf(commit: ReadCommit): string[] {
    const credited = [creditAlias(commit.authorName, commit.authorEmail, commit.authorAt)];
    for (const { name, email } of commit.coAuthors) {
      const id = creditAlias(name, email, commit.authorAt);
      if (!credited.includes(id)) credited.push(id);
    }
    return credited;
  }

  function creditAlias(name: string, email: string, at: number): string {
    const written = `${name}\0${email}`;
    let id = aliasIds.get(written);
    if (id === undefined) {
      id = hasher.aliasId(name, email);
      aliasIds.set(written, id);
    }
    const known = aliases.get(id);
    if (known === undefined) {
      aliases.set(id, {
        k: 'alias',
        id,
        name,
        email,
        nameHash: hasher.nameHash(name),
        emailHash: hasher.emailHash(email),
        firstAt: at,
      });
    } else if (at < known.firstAt || email > known.email) {
      // Of an e-mail in several cases one stays that does not depend on what was read first.
      aliases.set(id, {
        ...known,
        email: email > known.email ? email : known.email,
        firstAt: Math.min(at, known.firstAt),
      });
    }
    return id;
  }
}
