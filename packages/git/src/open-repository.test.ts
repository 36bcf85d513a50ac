import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { commitBefore, countCommits, isAncestor, listCommits } from './commit-list.ts';
import { openRepository } from './open-repository.ts';
import { readCommits } from './read-commits.ts';
import { createTestRepository, gatherCommits, importStream, type TestRepository } from './testing.ts';

const made: TestRepository[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function repositoryWithCommit(...init: string[]): TestRepository {
  const repository = createTestRepository(...init);
  made.push(repository);
  repository.fastImport(importStream([{ message: 'One', changes: [['M 100644 inline a/b/file', '1\n']] }]));
  return repository;
}

function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'trellis-open-')));
  folders.push(path);
  return path;
}

describe('opening a repository', () => {
  it('finds a work tree from any folder or file in it, and by a file: address', async () => {
    const repository = repositoryWithCommit();
    mkdirSync(join(repository.dir, 'a/b'), { recursive: true });
    writeFileSync(join(repository.dir, 'a/b/file'), '1\n');
    const sha = repository.git('rev-parse', 'main');
    for (const location of ['', 'a/b', 'a/b/file'].map((path) => join(repository.dir, path))) {
      expect(await openRepository(location)).toMatchObject({
        workTree: repository.dir,
        gitDir: join(repository.dir, '.git'),
        isBare: false,
        head: { sha, branch: 'main' },
        limitations: [],
      });
    }
    expect((await openRepository(pathToFileURL(repository.dir).href)).workTree).toBe(repository.dir);
  });

  it('finds a bare repository and a linked work tree', async () => {
    const bare = repositoryWithCommit('--bare');
    expect(await openRepository(bare.dir)).toMatchObject({ isBare: true, workTree: null, gitDir: bare.dir });
    const linked = join(folder(), 'linked');
    bare.git('worktree', 'add', '--quiet', '-b', 'side', linked);
    expect(await openRepository(linked)).toMatchObject({ workTree: linked, head: { branch: 'side' }, name: 'linked' });
  });

  it('reads a submodule, whose settings name another work tree', async () => {
    const library = repositoryWithCommit();
    const outer = repositoryWithCommit();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.dir, 'library');
    const opened = await openRepository(join(outer.dir, 'library'));
    expect(opened.workTree).toBe(join(outer.dir, 'library'));
    expect(await gatherCommits(readCommits(opened, [opened.head.sha]))).toHaveLength(1);
  });

  it('takes a branch, a remote branch, a tag or a commit id', async () => {
    const repository = repositoryWithCommit();
    const sha = repository.git('rev-parse', 'main');
    repository.git('tag', 'v1', 'main');
    repository.git('update-ref', 'refs/remotes/origin/feature/x', sha);
    for (const branch of ['main', 'v1', 'feature/x', 'origin/feature/x']) {
      expect((await openRepository(repository.dir, { branch })).head).toEqual({ sha, branch });
    }
    expect((await openRepository(repository.dir, { branch: sha.slice(0, 10) })).head).toEqual({ sha, branch: null });
  });

  it('says which names are close to an unknown branch', async () => {
    const repository = repositoryWithCommit();
    repository.git('branch', 'develop', 'main');
    await expect(openRepository(repository.dir, { branch: 'develp' })).rejects.toMatchObject({
      code: 'BRANCH_UNKNOWN',
      remedy: expect.stringMatching(/example: develop/),
    });
    for (const branch of ['--all', 'main^{tree}', '']) {
      await expect(openRepository(repository.dir, { branch })).rejects.toMatchObject({ code: 'BRANCH_UNKNOWN' });
    }
  });

  it('says so when the current branch has no commits but others do', async () => {
    const repository = repositoryWithCommit();
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/master');
    await expect(openRepository(repository.dir)).rejects.toMatchObject({
      code: 'BRANCH_UNKNOWN',
      message: expect.stringContaining('"master"'),
      remedy: expect.stringContaining('main'),
    });
  });

  it('refuses what is not a repository, is not there, or has no commits', async () => {
    const empty = createTestRepository();
    made.push(empty);
    const plain = folder();
    await expect(openRepository(plain)).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY', remedy: /git init/ });
    await expect(openRepository(join(plain, 'no'))).rejects.toMatchObject({ code: 'PATH_MISSING' });
    await expect(openRepository(empty.dir)).rejects.toMatchObject({ code: 'REPOSITORY_EMPTY' });
  });
});

describe('a copy that is not whole', () => {
  it('is read with a limitation when it is shallow', async () => {
    const origin = repositoryWithCommit('--bare');
    origin.fastImport(importStream([{ from: 'refs/heads/main^0', message: 'Two' }, { message: 'Three' }]));
    const clone = join(folder(), 'shallow');
    origin.git('clone', '--quiet', '--depth=1', pathToFileURL(origin.dir).href, clone);
    const opened = await openRepository(clone);
    expect(opened).toMatchObject({ isShallow: true, limitations: [{ code: 'SHALLOW_CLONE', remedy: /unshallow/ }] });
    const [only] = await gatherCommits(readCommits(opened, listCommits(opened, { head: opened.head.sha })));
    expect(only?.commit).toMatchObject({ subject: 'Three', parents: 0, isShallowBoundary: true });
    expect(only?.changes).toMatchObject([{ status: 'A', path: 'a/b/file' }]);
  });

  it.each([
    ['blob:none', 'contents', [['A', 'a/b/file', null]]],
    ['tree:0', 'trees', []],
  ] as const)('is read with a limitation when it is partial (%s)', async (filter, missing, changes) => {
    const origin = repositoryWithCommit('--bare');
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(folder(), 'partial');
    origin.git('clone', '--quiet', '--bare', `--filter=${filter}`, pathToFileURL(origin.dir).href, clone);
    const opened = await openRepository(clone);
    expect(opened).toMatchObject({ isPartial: true, missing, limitations: [{ code: 'PARTIAL_CLONE' }] });
    const [only] = await gatherCommits(readCommits(opened, [opened.head.sha]));
    expect(only?.commit.subject).toBe('One');
    expect(only?.changes.map(({ status, path, added }) => [status, path, added])).toEqual(changes);
  });

  it('has no limitation when a partial clone lacks nothing', async () => {
    const origin = repositoryWithCommit('--bare');
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(folder(), 'whole');
    origin.git('clone', '--quiet', '--filter=blob:limit=1g', pathToFileURL(origin.dir).href, clone);
    expect(await openRepository(clone)).toMatchObject({ isPartial: true, missing: 'nothing', limitations: [] });
  });
});

describe('the list of commits', () => {
  it('has parents before children, can leave out what is known, and is counted', async () => {
    const repository = createTestRepository('--bare');
    made.push(repository);
    repository.fastImport(
      importStream([
        { mark: 1, date: '100 +0000' },
        { mark: 2, branch: 'side', from: ':1', date: '300 +0000' },
        { mark: 3, from: ':1', date: '200 +0000' },
        { mark: 4, merges: [2], date: '400 +0000' },
      ]),
    );
    const opened = await openRepository(repository.dir);
    const [root, side, second] = ['main~2', 'side', 'main~1'].map((name) => repository.git('rev-parse', name)) as [
      string,
      string,
      string,
    ];
    const head = opened.head.sha;
    const all = (await Array.fromAsync(listCommits(opened, { head }))).flat();
    expect(all[0]).toBe(root);
    expect(all.at(-1)).toBe(head);
    expect(all).toHaveLength(4);
    expect((await Array.fromAsync(listCommits(opened, { head, notReachableFrom: [second] }))).flat()).toEqual([
      side,
      head,
    ]);
    expect(await countCommits(opened, { head, notReachableFrom: [second] })).toBe(2);
    expect(await countCommits(opened, { head: second, notReachableFrom: [head] })).toBe(0);
  });

  it('has parents before children also when clocks were wrong', async () => {
    const repository = createTestRepository('--bare');
    made.push(repository);
    repository.fastImport(
      importStream([
        { mark: 1, date: '1000 +0000' },
        { mark: 2, branch: 'slow', from: ':1', date: '10 +0000' },
        { mark: 3, from: ':1', date: '2000 +0000' },
        { mark: 4, merges: [2], date: '3000 +0000' },
      ]),
    );
    const opened = await openRepository(repository.dir);
    const all = (await Array.fromAsync(listCommits(opened, { head: opened.head.sha }))).flat();
    expect(all[0]).toBe(repository.git('rev-parse', 'slow~1'));
  });

  it('knows ancestors, and that a commit that is gone is none', async () => {
    const repository = repositoryWithCommit('--bare');
    repository.fastImport(importStream([{ from: 'refs/heads/main^0', message: 'Two' }]));
    const opened = await openRepository(repository.dir);
    const first = repository.git('rev-parse', 'main~1');
    expect(await isAncestor(opened, first, opened.head.sha)).toBe(true);
    expect(await isAncestor(opened, opened.head.sha, first)).toBe(false);
    expect(await isAncestor(opened, opened.head.sha, opened.head.sha)).toBe(true);
    expect(await isAncestor(opened, '1'.repeat(40), opened.head.sha)).toBe(false);
  });

  it('has a state at every date by the date of the committer', async () => {
    const repository = createTestRepository('--bare');
    made.push(repository);
    repository.fastImport(importStream([{ date: '100 +0000' }, { date: '200 +0000' }, { date: '300 +0000' }]));
    const opened = await openRepository(repository.dir);
    const at = async (seconds: number) => {
      const sha = await commitBefore(opened, opened.head.sha, seconds);
      return sha && repository.git('show', '-s', '--format=%ct', sha);
    };
    expect([await at(99), await at(100), await at(250), await at(1e12), await at(-5)]).toEqual([
      null,
      '100',
      '200',
      '300',
      null,
    ]);
  });
});
