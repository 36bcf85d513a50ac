import type { ChangeStatus } from '@trellis/contributions/batch.ts';
import { type CommitDate, parseCommitDate } from './commit-date.ts';
import type { CommitEvent, FileChange, RawCommit } from './commit-event.ts';
import { textOfMessage, textOfPath } from './path-text.ts';

/** Starts a commit; ends a block (see read-commits.ts); git's own records start with `:`, a digit or `-`. */
const COMMIT = 0x01;
const BLOCK_END = 0x02;
const RAW = 0x3a;
const NEWLINE = 0x0a;
const TAB = 0x09;
const SPACE = 0x20;
const DASH = 0x2d;

const FIELDS = '%H%x00%P%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%s%x00';
const CO_AUTHORS = '%(trailers:key=Co-authored-by,valueonly=true,unfold=true)%x00';
/** What this parser reads: `git diff-tree -z --format=<this> --date=raw`, with --raw and --numstat in any choice. */
export const COMMIT_FORMAT = `%x01${FIELDS}${CO_AUTHORS}`;
/** Ten fields, and the NUL that ends the message under -z. */
const HEADER_NULS = 11;
const CHANGES_PER_EVENT = 5_000;

export interface CommitParserOptions {
  readonly emit: (event: CommitEvent) => void;
  readonly onBlockEnd: () => void;
  /** False: the output has no --numstat, and changes come from --raw alone. */
  readonly hasLines: boolean;
  readonly renameLimit: number;
  readonly shallowBoundary: ReadonlySet<string>;
}

export interface CommitParser {
  push(chunk: Buffer): void;
}

/** Turns git's output, in pieces cut anywhere, into events. Holds one unfinished record and four bytes a raw change. */
export function createCommitParser(options: CommitParserOptions): CommitParser {
  const { emit } = options;
  let unfinished: Buffer[] = [];
  let sha = '';
  let changes: FileChange[] = [];
  let added = 0;
  let deleted = 0;
  /** What --raw said of each file, to be joined with --numstat, which follows for all files of the commit. */
  let rawStatus: number[] = [];
  let rawPathBytes: number[] = [];
  let joined = 0;

  const flushFiles = () => {
    if (changes.length === 0) return;
    emit({ type: 'files', sha, changes });
    changes = [];
  };
  const finishCommit = () => {
    flushFiles();
    if (added * deleted > options.renameLimit ** 2) emit({ type: 'renames-limited', sha });
    added = 0;
    deleted = 0;
    if (rawStatus.length > 0) {
      rawStatus = [];
      rawPathBytes = [];
      joined = 0;
    }
  };
  const addChange = (change: FileChange) => {
    if (change.status === 'A') added += 1;
    else if (change.status === 'D') deleted += 1;
    changes.push(change);
    if (changes.length === CHANGES_PER_EVENT) flushFiles();
  };

  /** Each reader gives the position after its record, or -1 when the record is not complete yet. */
  const readHeader = (bytes: Buffer, start: number): number => {
    const ends: number[] = [];
    for (let at = start; ends.length < HEADER_NULS; at = (ends.at(-1) as number) + 1) {
      const end = bytes.indexOf(0, at);
      if (end < 0) return -1;
      ends.push(end);
    }
    finishCommit();
    const commit = commitFrom(bytes, start + 1, ends, options.shallowBoundary);
    sha = commit.sha;
    emit({ type: 'commit', commit });
    return (ends.at(-1) as number) + 1;
  };

  const readRaw = (bytes: Buffer, start: number): number => {
    const headEnd = bytes.indexOf(0, start);
    if (headEnd < 0) return -1;
    // ":100644 100644 <id> <id> M" or "... R086".
    const hasScore = bytes[headEnd - 2] !== SPACE;
    const status = bytes[hasScore ? bytes.lastIndexOf(SPACE, headEnd) + 1 : headEnd - 1] as number;
    const hasOldPath = status === 0x52 || status === 0x43;
    const firstEnd = bytes.indexOf(0, headEnd + 1);
    if (firstEnd < 0) return -1;
    const pathStart = hasOldPath ? firstEnd + 1 : headEnd + 1;
    const pathEnd = hasOldPath ? bytes.indexOf(0, pathStart) : firstEnd;
    if (pathEnd < 0) return -1;
    // The second digit of either mode is 6 for a submodule (160000).
    const isSubmodule = bytes[start + 2] === 0x36 || bytes[start + 9] === 0x36;
    if (options.hasLines) {
      rawStatus.push(isSubmodule ? status | SUBMODULE : status);
      rawPathBytes.push(pathEnd - pathStart);
      return pathEnd + 1;
    }
    addChange({
      status: String.fromCharCode(status) as ChangeStatus,
      path: textOfPath(bytes, pathStart, pathEnd),
      ...(hasOldPath ? { oldPath: textOfPath(bytes, headEnd + 1, firstEnd) } : {}),
      added: null,
      deleted: null,
      isSubmodule,
    });
    return pathEnd + 1;
  };

  const readNumstat = (bytes: Buffer, start: number): number => {
    const firstEnd = bytes.indexOf(0, start);
    if (firstEnd < 0) return -1;
    const tab = bytes.indexOf(TAB, start);
    const secondTab = bytes.indexOf(TAB, tab + 1);
    const hasOldPath = secondTab + 1 === firstEnd;
    const oldEnd = hasOldPath ? bytes.indexOf(0, firstEnd + 1) : -1;
    if (hasOldPath && oldEnd < 0) return -1;
    const pathStart = hasOldPath ? oldEnd + 1 : secondTab + 1;
    const pathEnd = hasOldPath ? bytes.indexOf(0, pathStart) : firstEnd;
    if (pathEnd < 0) return -1;
    const raw = joinRaw(pathEnd - pathStart);
    addChange({
      status: String.fromCharCode(raw & 0x7f) as ChangeStatus,
      path: textOfPath(bytes, pathStart, pathEnd),
      ...(hasOldPath ? { oldPath: textOfPath(bytes, firstEnd + 1, oldEnd) } : {}),
      added: lineCount(bytes, start, tab),
      deleted: lineCount(bytes, tab + 1, secondTab),
      isSubmodule: (raw & SUBMODULE) !== 0,
    });
    return pathEnd + 1;
  };

  /** Both lists have one order, but git leaves a modified file without changed lines out of --numstat. */
  const joinRaw = (pathBytes: number): number => {
    while (joined < rawStatus.length && rawPathBytes[joined] !== pathBytes) joined += 1;
    const status = rawStatus[joined] ?? MODIFIED;
    joined += 1;
    return status;
  };

  const readRecord = (bytes: Buffer, start: number): number => {
    switch (bytes[start]) {
      case COMMIT:
        return readHeader(bytes, start);
      case RAW:
        return readRaw(bytes, start);
      case NEWLINE:
        return start + 1;
      case BLOCK_END: {
        const end = bytes.indexOf(NEWLINE, start);
        if (end < 0) return -1;
        finishCommit();
        options.onBlockEnd();
        return end + 1;
      }
      default:
        return readNumstat(bytes, start);
    }
  };

  return {
    push(chunk) {
      unfinished.push(chunk);
      // A record that is longer than the pieces it comes in is put together once, not once a piece.
      if (unfinished.length > 1 && chunk.indexOf(0) < 0 && chunk.indexOf(NEWLINE) < 0) return;
      const bytes = unfinished.length === 1 ? chunk : Buffer.concat(unfinished);
      let at = 0;
      while (at < bytes.length) {
        const next = readRecord(bytes, at);
        if (next < 0) break;
        at = next;
      }
      unfinished = at < bytes.length ? [bytes.subarray(at)] : [];
    },
  };
}

const SUBMODULE = 0x80;
const MODIFIED = 0x4d;

function lineCount(bytes: Buffer, start: number, end: number): number | null {
  if (bytes[start] === DASH) return null;
  let count = 0;
  for (let at = start; at < end; at += 1) count = count * 10 + (bytes[at] as number) - 0x30;
  return count;
}

function commitFrom(
  bytes: Buffer,
  start: number,
  ends: readonly number[],
  shallowBoundary: ReadonlySet<string>,
): RawCommit {
  const field = (index: number) =>
    textOfMessage(bytes, index === 0 ? start : (ends[index - 1] as number) + 1, ends[index] as number);
  const plain = (index: number) => bytes.toString('latin1', (ends[index - 1] as number) + 1, ends[index] as number);
  const sha = bytes.toString('latin1', start, ends[0] as number);
  const parentBytes = (ends[1] as number) - (ends[0] as number) - 1;
  const author = parseCommitDate(plain(4));
  const committer = parseCommitDate(plain(7));
  return {
    sha,
    parents: parentBytes === 0 ? 0 : (parentBytes + 1) / (sha.length + 1),
    authorName: field(2),
    authorEmail: field(3),
    ...dateFields(author, committer),
    committerName: field(5),
    committerEmail: field(6),
    subject: field(8),
    coAuthors:
      (ends[9] as number) - (ends[8] as number) === 1
        ? []
        : coAuthorsFrom(textOfMessage(bytes, (ends[8] as number) + 1, ends[9] as number, Infinity)),
    isShallowBoundary: shallowBoundary.size > 0 && shallowBoundary.has(sha),
  };
}

/** The dates of a commit by the names that the commit has for them. */
export function dateFields(author: CommitDate, committer: CommitDate) {
  return {
    authorAt: author.at,
    authorOffsetMinutes: author.offsetMinutes,
    oddAuthorDate: author.odd,
    committerAt: committer.at,
    committerOffsetMinutes: committer.offsetMinutes,
    oddCommitterDate: committer.odd,
  };
}

function coAuthorsFrom(lines: string): { name: string; email: string }[] {
  return lines
    .split('\n')
    .map((line) => {
      const match = /^(.*?)<([^<>]*)>/.exec(line);
      return match
        ? { name: (match[1] as string).trim(), email: (match[2] as string).trim() }
        : { name: line.trim(), email: '' };
    })
    .filter(({ name, email }) => name !== '' || email !== '');
}
