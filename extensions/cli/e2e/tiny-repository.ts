import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../src/testing/git-folder.ts';

const DAY_MS = 86_400_000;

/** Three weeks ago, the Monday: recent enough for everybody to count as active, and a whole week. */
const monday = new Date(Date.now() - 21 * DAY_MS);
monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
/** A day of that week, or after it, as YYYY-MM-DD. */
export const day = (after: number) => new Date(monday.getTime() + after * DAY_MS).toISOString().slice(0, 10);

/** Writes files and commits them as somebody, at a time with its offset. */
export function commit(repository: string, author: string, at: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(repository, path, '..'), { recursive: true });
    writeFileSync(join(repository, path), content);
  }
  const [name = '', email = ''] = author.split(/ <|>/);
  git(repository, ['add', '-A']);
  git(repository, ['commit', '-qm', `Change ${Object.keys(files).join(', ')}`], {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at,
  });
}

/**
 * 14 commits. Source files at the head: lib/a.ts (changed 8 times since), lib/b.ts, lib/c.ts (Ada, in two spellings), d.ts (Ben), old.ts (Olga, inactive
 * since 2019). README.md (Cem) is documentation and counts only with `--files all`.
 */
export function makeTinyRepository(tiny: string): void {
  mkdirSync(tiny);
  git(tiny, ['init', '-q', '-b', 'main']);
  git(tiny, ['config', 'user.email', 'ada@tinyworks.dev']);
  commit(tiny, 'Olga Old <olga@tinyworks.dev>', '2019-03-01T12:00:00+00:00', { 'old.ts': 'export const old = 1;\n' });
  commit(tiny, 'Ada Lovelace <ada@tinyworks.dev>', `${day(0)}T09:15:00+0200`, { 'lib/a.ts': 'export const a = 1;\n' });
  commit(tiny, 'ada <ada@tinyworks.dev>', `${day(0)}T09:45:00+0200`, { 'lib/b.ts': 'export const b = 2;\n' });
  commit(tiny, 'Ada Lovelace <ada@tinyworks.dev>', `${day(1)}T23:30:00+0200`, { 'lib/c.ts': 'export const c = 3;\n' });
  for (let change = 0; change < 8; change += 1) {
    const at = `${day(change % 7)}T14:00:00+0200`;
    commit(tiny, 'Ada Lovelace <ada@tinyworks.dev>', at, { 'lib/a.ts': `export const a = ${10 + change};\n` });
  }
  commit(tiny, 'Ben Kowalski <ben@tinyworks.dev>', `${day(2)}T10:00:00-0500`, { 'd.ts': 'export const d = 4;\n' });
  commit(tiny, 'Cem Öz <cem@tinyworks.dev>', `${day(3)}T10:00:00+0000`, { 'README.md': '# Tiny\n' });
}
