import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkoutAt, isRemote, pathBelow } from './checkout.ts';
import { type Folder, git, temporaryFolder } from './testing/git-folder.ts';

describe('a path of the repository', () => {
  test.each([
    ['lib/a.ts', 'lib/a.ts'],
    ['./lib/', 'lib'],
    ['/lib/', 'lib'],
    ['.', ''],
    ['', ''],
    ['/', ''],
    ['lib/../src', 'src'],
  ])('%j without a folder here is %j', (given, expected) => {
    expect(pathBelow(undefined, given, undefined)).toBe(expected);
  });

  test('counts from the current folder', () => {
    expect(pathBelow('/r', 'a.ts', '/r/lib')).toBe('lib/a.ts');
    expect(pathBelow('/r', '.', '/r/lib')).toBe('lib');
    expect(pathBelow('/r', '..', '/r/lib')).toBe('');
  });

  test('may be absolute', () => {
    expect(pathBelow('/r', '/r/lib/a.ts', '/r/src')).toBe('lib/a.ts');
  });

  test('keeps a name that only begins with dots', () => {
    expect(pathBelow('/r', '..data/x', '/r')).toBe('..data/x');
  });

  test.each([
    ['/r', '../x', '/r'],
    ['/r', '/etc/passwd', '/r'],
    [undefined, '../x', undefined],
    [undefined, 'a/../../x', undefined],
  ])('outside of the repository is refused: %j %j', (root, path, base) => {
    expect(() => pathBelow(root, path, base)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('a remote repository', () => {
  test.each([
    'https://example.org/a.git',
    'ssh://git@example.org/a',
    'git@example.org:team/a.git',
    'file:///srv/a.git',
  ])('%s is one', (text) => expect(isRemote(text, '/')).toBe(true));
  test.each(['.', '../a', '/srv/a', 'a/b:c', 'folder'])('%s is none', (text) =>
    expect(isRemote(text, '/')).toBe(false),
  );
});

describe('where git finds a repository', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  test('a folder below it belongs to its top', () => {
    git(folder.path, ['init', '-q']);
    mkdirSync(join(folder.path, 'lib'));
    expect(checkoutAt(join(folder.path, 'lib'))).toEqual({ root: folder.path, isBare: false, mainRoot: undefined });
  });

  test('a bare one is its own top', () => {
    git(folder.path, ['init', '-q', '--bare']);
    expect(checkoutAt(folder.path)).toEqual({ root: folder.path, isBare: true, mainRoot: undefined });
  });

  test('a linked working tree knows the main one', () => {
    const main = join(folder.path, 'main');
    mkdirSync(main);
    git(main, ['init', '-q']);
    writeFileSync(join(main, 'a'), 'a');
    git(main, ['add', 'a']);
    git(main, ['-c', 'user.name=A', '-c', 'user.email=a@x', 'commit', '-qm', 'a']);
    git(main, ['worktree', 'add', '-q', '../linked']);
    expect(checkoutAt(join(folder.path, 'linked'))).toEqual({
      root: join(folder.path, 'linked'),
      isBare: false,
      mainRoot: main,
    });
  });

  test('a folder outside of any has none', () => {
    expect(checkoutAt(folder.path)).toBeUndefined();
  });
});
