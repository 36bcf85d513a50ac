import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listCommits } from './commit-list.ts';
import { openRepository } from './open-repository.ts';
import { bytesOfPath } from './path-text.ts';
import { readCommits } from './read-commits.ts';
import {
  createTestRepository,
  gatherCommits,
  type ImportedCommit,
  importStream,
  type TestRepository,
} from './testing.ts';

const made: TestRepository[] = [];
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
});

function repositoryOf(...commits: ImportedCommit[]): TestRepository {
  const repository = createTestRepository('--bare');
  made.push(repository);
  repository.fastImport(importStream(commits));
  return repository;
}

async function read(repository: TestRepository, options: { processes?: number } = {}) {
  const opened = await openRepository(repository.dir);
  return gatherCommits(readCommits(opened, listCommits(opened, { head: opened.head.sha }), options));
}

const TEXT = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');

describe('the commits of a repository', () => {
  it('come with people, dates, subject and co-authors as written', async () => {
    const message =
      'Fold\na subject\n\nBody.\n\nCo-authored-by: Bob <bob@x>\nco-authored-by: Cy Cy <cy@x>\nSigned-off-by: Ada <a@x>\n';
    const [first] = await read(repositoryOf({ author: 'Ada Ü <ada@x>', date: '1600000000 -0330', message }));
    expect(first?.commit).toMatchObject({
      parents: 0,
      authorName: 'Ada Ü',
      authorEmail: 'ada@x',
      authorAt: 1_600_000_000,
      authorOffsetMinutes: -210,
      committerName: 'Ada Ü',
      subject: 'Fold a subject',
      coAuthors: [
        { name: 'Bob', email: 'bob@x' },
        { name: 'Cy Cy', email: 'cy@x' },
      ],
      oddAuthorDate: null,
      isShallowBoundary: false,
    });
  });

  it('come with what happened to each file', async () => {
    const changes = (
      await read(
        repositoryOf(
          {
            changes: [
              ['M 100644 inline kept.txt', TEXT],
              ['M 100644 inline moved.txt', TEXT.replaceAll('line', 'row')],
              ['M 100644 inline gone.txt', 'x\n'],
              ['M 100644 inline image.bin', Buffer.from([0, 1, 2])],
              ['M 100644 inline link', 'target'],
            ],
          },
          {
            changes: [
              ['M 100644 inline kept.txt', `${TEXT}more\n`],
              'R moved.txt deep/moved.txt',
              'D gone.txt',
              ['M 100644 inline image.bin', Buffer.from([0, 9])],
              ['M 120000 inline link', 'target'],
              `M 160000 ${'1'.repeat(40)} library`,
            ],
          },
          {
            changes: [
              ['M 100644 inline deep/moved.txt', `${TEXT.replaceAll('line', 'row')}edited\n`],
              'R deep/moved.txt deep/again.txt',
            ],
          },
        ),
      )
    ).map(({ changes: files }) => files);
    expect(changes[0]?.map(({ status, path, added }) => [status, path, added])).toEqual([
      ['A', 'gone.txt', 1],
      ['A', 'image.bin', null],
      ['A', 'kept.txt', 20],
      ['A', 'link', 1],
      ['A', 'moved.txt', 20],
    ]);
    expect(changes[1]).toEqual(
      [
        { status: 'R', path: 'deep/moved.txt', oldPath: 'moved.txt', added: 0, deleted: 0, isSubmodule: false },
        { status: 'D', path: 'gone.txt', added: 0, deleted: 1, isSubmodule: false },
        { status: 'M', path: 'image.bin', added: null, deleted: null, isSubmodule: false },
        { status: 'M', path: 'kept.txt', added: 1, deleted: 0, isSubmodule: false },
        { status: 'A', path: 'library', added: 1, deleted: 0, isSubmodule: true },
        { status: 'T', path: 'link', added: 0, deleted: 0, isSubmodule: false },
      ].sort(
        (a, b) =>
          (changes[1]?.findIndex(({ path }) => path === a.path) ?? 0) -
          (changes[1]?.findIndex(({ path }) => path === b.path) ?? 0),
      ),
    );
    expect(changes[2]).toEqual([
      { status: 'R', path: 'deep/again.txt', oldPath: 'deep/moved.txt', added: 1, deleted: 0, isSubmodule: false },
    ]);
  });

  it('do not depend on attributes that are not in the history', async () => {
    const repository = createTestRepository();
    made.push(repository);
    repository.fastImport(importStream([{ changes: [['M 100644 inline a.txt', '1\n']] }]));
    for (const folder of ['', '.git']) writeFileSync(join(repository.dir, folder, '.gitattributes'), '*.txt binary\n');
    repository.git('add', '.gitattributes');
    expect((await read(repository))[0]?.changes).toMatchObject([{ path: 'a.txt', added: 1 }]);
  });

  it('include merges and empty commits, without files', async () => {
    const commits = await read(
      repositoryOf(
        { mark: 1, changes: [['M 100644 inline a', '1\n']] },
        { mark: 2, branch: 'side', from: ':1', changes: [['M 100644 inline b', '1\n']] },
        { mark: 3, from: ':1', changes: [['M 100644 inline c', '1\n']] },
        { message: 'Merge', merges: [2], changes: [['M 100644 inline b', 'in the merge\n']] },
        { message: 'Empty' },
      ),
    );
    const told = commits.map(({ commit, changes }) => [commit.subject, commit.parents, changes.length]);
    expect(told.slice(-2)).toEqual([
      ['Merge', 2, 0],
      ['Empty', 1, 0],
    ]);
    expect(told).toHaveLength(5);
  });

  it('keep every file name that git allows', async () => {
    const names = [
      Buffer.from('quo"te'),
      Buffer.from('new\nline'),
      Buffer.from('tab\tand\\slash'),
      Buffer.from([0x62, 0xff, 0xfe, 0x2e, 0x6a, 0x73]),
      Buffer.from('日本.ts'),
      Buffer.from(' spaces '),
      Buffer.from('-dash'),
      Buffer.from(':colon'),
    ];
    const quoted = (name: Buffer) => `"${[...name].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;
    const [first] = await read(
      repositoryOf({ changes: names.map((name) => [`M 100644 inline ${quoted(name)}`, 'x\n'] as const) }),
    );
    const found = first?.changes.map(({ path }) => bytesOfPath(path).toString('hex')).sort();
    expect(found).toEqual(names.map((name) => name.toString('hex')).sort());
    expect(first?.changes.every(({ status, added }) => status === 'A' && added === 1)).toBe(true);
  });

  it('keep dates before 1970 and mark those that no calendar has', async () => {
    const commits = await read(
      repositoryOf(
        { date: '-86400 +0100' },
        { date: '0 +0000' },
        { date: '4102444800 +0000' },
        { date: '999999999999999999 +0000' },
      ),
    );
    expect(commits.map(({ commit }) => [commit.authorAt, commit.authorOffsetMinutes, commit.oddAuthorDate])).toEqual([
      [-86_400, 60, null],
      [0, 0, null],
      [4_102_444_800, 0, null],
      [253_402_300_799, 0, 'clamped'],
    ]);
  });

  it('accept people without a name or e-mail, and names in old encodings', async () => {
    const stream = importStream([{ author: 'LATIN <l@x>' }, { author: 'Nobody <>' }, { author: '<only@x>' }]);
    const repository = createTestRepository('--bare');
    made.push(repository);
    repository.fastImport(Buffer.from(stream.toString('latin1').replaceAll('LATIN', 'Jos\xe9'), 'latin1'));
    expect((await read(repository)).map(({ commit }) => [commit.authorName, commit.authorEmail])).toEqual([
      ['José', 'l@x'],
      ['Nobody', ''],
      ['', 'only@x'],
    ]);
  });

  it('are the same, in the same order, with one process and with three', async () => {
    const commits = Array.from(
      { length: 700 },
      (_, index): ImportedCommit => ({
        message: `Commit ${index}`,
        changes: [[`M 100644 inline f${index % 7}`, `${index}\n`]],
      }),
    );
    const repository = repositoryOf(...commits);
    const one = await read(repository, { processes: 1 });
    expect(one.map(({ commit }) => commit.subject)).toEqual(commits.map(({ message }) => message));
    expect(await read(repository, { processes: 3 })).toEqual(one);
  });

  it('may have 100,000 files, given in pieces', async () => {
    const id = 'blob\nmark :9\ndata 2\nx\n\n';
    const files = Array.from({ length: 100_000 }, (_, index) => `M 100644 :9 dir${index % 100}/file${index}.ts\n`).join(
      '',
    );
    const repository = createTestRepository('--bare');
    made.push(repository);
    repository.fastImport(`${id}commit refs/heads/main\ncommitter A <a@x> 1 +0000\ndata 1\nm\n${files}`);
    const opened = await openRepository(repository.dir);
    const pieces: number[] = [];
    for await (const event of readCommits(opened, [opened.head.sha])) {
      if (event.type === 'files') pieces.push(event.changes.length);
    }
    expect(pieces).toEqual(Array.from({ length: 20 }, () => 5_000));
  }, 30_000);

  it('fail with a code when an object is missing', async () => {
    const repository = repositoryOf({ changes: [['M 100644 inline a', '1\n']] });
    const opened = await openRepository(repository.dir);
    await expect(gatherCommits(readCommits(opened, ['1'.repeat(40)]))).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });
});

describe('reading commits', () => {
  it('stops with the reason of an abort, and leaves no process', async () => {
    const commits = Array.from(
      { length: 500 },
      (_, index): ImportedCommit => ({ changes: [['M 100644 inline f', `${index}\n`]] }),
    );
    const repository = repositoryOf(...commits);
    const opened = await openRepository(repository.dir);
    const controller = new AbortController();
    const events = readCommits(opened, listCommits(opened, { head: opened.head.sha }), { signal: controller.signal });
    const reading = (async () => {
      for await (const event of events) if (event.type === 'commit') controller.abort(new Error('stopped by hand'));
    })();
    await expect(reading).rejects.toThrow('stopped by hand');
    await expect.poll(runningProcesses).toBe(0);
  });

  it('can be left early', async () => {
    const repository = repositoryOf(
      { changes: [['M 100644 inline a', '1\n']] },
      { changes: [['M 100644 inline a', '2\n']] },
    );
    const opened = await openRepository(repository.dir);
    for await (const event of readCommits(opened, listCommits(opened, { head: opened.head.sha }))) {
      expect(event.type).toBe('commit');
      break;
    }
    await expect.poll(runningProcesses).toBe(0);
  });
});

function runningProcesses(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
}
