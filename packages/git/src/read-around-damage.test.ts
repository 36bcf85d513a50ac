import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CommitEvent } from './commit-event.ts';
import { listCommits } from './commit-list.ts';
import { openRepository } from './open-repository.ts';
import { readCommitsAroundDamage } from './read-around-damage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-damage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();

/** Forty commits of one file; the contents of the files at these commits are taken away. */
function damagedAt(...lost: readonly number[]): string[] {
  git('init', '-q');
  const blobs: string[] = [];
  for (let n = 0; n < 40; n++) {
    writeFileSync(path.join(folder, 'a.txt'), `line ${n}\n`);
    git('add', '-A');
    git('commit', '-q', '-m', `change ${n}`);
    blobs.push(git('rev-parse', 'HEAD:a.txt'));
  }
  return lost.map((n) => {
    const blob = blobs[n] as string;
    rmSync(path.join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    return blob;
  });
}

it('reads around contents that are missing, and says where', async () => {
  damagedAt(7, 30);
  const repository = await openRepository(folder);
  const shas: string[] = [];
  for await (const piece of listCommits(repository, { head: repository.head.sha })) shas.push(...piece);
  const events: CommitEvent[] = [];
  for await (const event of readCommitsAroundDamage(repository, shas)) events.push(event);

  const read = events.flatMap((event) => (event.type === 'commit' ? [event.commit.sha] : []));
  expect(read).toEqual(shas);
  // A content is needed by the commit that makes it and by the one that replaces it.
  const missing = events.flatMap((event) => (event.type === 'contents-missing' ? [shas.indexOf(event.sha)] : []));
  expect(missing).toEqual([7, 8, 30, 31]);
  const lines = events.flatMap((event) => (event.type === 'files' ? event.changes.map((change) => change.added) : []));
  expect(lines).toHaveLength(40);
  expect(lines.filter((added) => added === null)).toHaveLength(4);
});
