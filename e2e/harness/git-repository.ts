import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface CommitOptions {
  readonly author?: string;
  /** As git reads it, e.g. `2024-03-01T10:00:00+0200`. */
  readonly at?: string;
  /** The author and their time, where not given. */
  readonly committer?: string;
  readonly committedAt?: string;
  readonly message?: string;
}

/** A throw-away git repository whose history a test writes. */
export interface TestRepository {
  readonly path: string;
  git(...args: readonly string[]): string;
  write(files: Record<string, string>): void;
  /** Commits everything in the folder; gives the SHA. */
  commit(options?: CommitOptions): string;
  remove(): void;
}

export function createTestRepository(name = 'sample'): TestRepository {
  const parent = mkdtempSync(path.join(tmpdir(), 'trellis-repo-'));
  const folder = path.join(parent, name);
  mkdirSync(folder);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...env, ...more } }).trim();
  git(['init', '-q', '-b', 'main']);
  return {
    path: folder,
    git: (...args) => git(args),
    write(files) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), text);
      }
    },
    commit({
      author = 'Ada Lovelace <ada@example.org>',
      at = '2024-03-01T10:00:00+0200',
      committer = author,
      committedAt = at,
      message = 'Change',
    } = {}) {
      const [who, email] = nameAndEmail(author);
      const [committerName, committerEmail] = nameAndEmail(committer);
      git(['add', '-A']);
      git(['commit', '-q', '--allow-empty', '-m', message], {
        GIT_AUTHOR_NAME: who,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: at,
        GIT_COMMITTER_NAME: committerName,
        GIT_COMMITTER_EMAIL: committerEmail,
        GIT_COMMITTER_DATE: committedAt,
      });
      return git(['rev-parse', 'HEAD']);
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

function nameAndEmail(written: string): [string, string] {
  const [, name = '', email = ''] = /^(.*?) ?<(.*)>$/.exec(written) ?? [];
  return [name, email];
}
