import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommitEvent, FileChange, RawCommit } from './commit-event.ts';

export interface TestRepository {
  readonly dir: string;
  /** Runs git in the repository with a fixed person and no configuration of the machine; gives what it prints, trimmed. */
  git(...args: string[]): string;
  /** Feeds a stream to `git fast-import`. */
  fastImport(stream: string | Buffer): void;
  remove(): void;
}

/** A new repository in a folder of its own, for tests. */
export function createTestRepository(...initArguments: string[]): TestRepository {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'trellis-git-')));
  const run = (args: readonly string[], input?: string | Buffer) =>
    execFileSync('git', args, {
      cwd: dir,
      ...(input === undefined ? {} : { input }),
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 30,
      env: { ...TEST_ENVIRONMENT, PATH: process.env.PATH, HOME: dir },
    })
      .toString('utf8')
      .trim();
  run(['init', '--quiet', '--initial-branch=main', ...initArguments, '.']);
  return {
    dir,
    git: (...args) => run(args),
    fastImport: (stream) => void run(['fast-import', '--quiet', '--force', '--date-format=raw-permissive'], stream),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const TEST_ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0200',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_COMMITTER_DATE: '1700000000 +0200',
};

export interface ImportedCommit {
  /** `Name <e-mail>`. */
  readonly author?: string;
  /** `<seconds> <+hhmm>`. */
  readonly date?: string;
  readonly message?: string;
  /** Marks of other parents; the first parent is the branch itself. */
  readonly merges?: readonly number[];
  readonly mark?: number;
  /** Lines of fast-import: `M 100644 inline <path>` with content by `fileContent`, `D <path>`, `R <from> <to>` ... */
  readonly changes?: readonly (string | readonly [line: string, content: string | Buffer])[];
  readonly branch?: string;
  readonly from?: string;
}

/** A stream for fast-import. */
export function importStream(commits: readonly ImportedCommit[]): Buffer {
  const parts: (string | Buffer)[] = [];
  for (const commit of commits) {
    const message = Buffer.from(commit.message ?? 'Change');
    const person = `${commit.author ?? 'Ada <ada@example.org>'} ${commit.date ?? '1700000000 +0200'}`;
    parts.push(`commit refs/heads/${commit.branch ?? 'main'}\n`);
    if (commit.mark !== undefined) parts.push(`mark :${commit.mark}\n`);
    parts.push(`author ${person}\ncommitter ${person}\ndata ${message.length}\n`, message, '\n');
    if (commit.from !== undefined) parts.push(`from ${commit.from}\n`);
    for (const mark of commit.merges ?? []) parts.push(`merge :${mark}\n`);
    for (const change of commit.changes ?? []) {
      if (typeof change === 'string') parts.push(`${change}\n`);
      else parts.push(`${change[0]}\ndata ${Buffer.byteLength(change[1])}\n`, change[1], '\n');
    }
    parts.push('\n');
  }
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** Events gathered by commit. */
export async function gatherCommits(
  events: AsyncIterable<CommitEvent>,
): Promise<{ commit: RawCommit; changes: FileChange[]; renamesLimited: boolean }[]> {
  const gathered: { commit: RawCommit; changes: FileChange[]; renamesLimited: boolean }[] = [];
  for await (const event of events) {
    if (event.type === 'commit') gathered.push({ commit: event.commit, changes: [], renamesLimited: false });
    const last = gathered.at(-1);
    if (last && event.type === 'files') last.changes.push(...event.changes);
    if (last && event.type === 'renames-limited') last.renamesLimited = true;
  }
  return gathered;
}
