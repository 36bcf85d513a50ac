import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTrellis, readStateFile, stateFilePath } from './state-file.ts';
import { type Folder, temporaryFolder } from './testing/git-folder.ts';

const state = { url: 'http://127.0.0.1:4000/', token: 'secret', pid: process.pid, startedAt: '2026-03-01T14:05:00Z' };

let folder: Folder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'trellis', 'state.json');
  mkdirSync(join(folder.path, 'trellis'), { mode: 0o700 });
});

afterEach(() => folder.remove());

function write(content: unknown = state, mode = 0o600): void {
  rmSync(path, { force: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
}

describe('the state file', () => {
  test('lies below XDG_STATE_HOME where that is an absolute path, else below the home folder', () => {
    expect(stateFilePath({ XDG_STATE_HOME: '/state', HOME: '/home/ada' })).toBe('/state/trellis/state.json');
    expect(stateFilePath({ XDG_STATE_HOME: 'state', HOME: '/home/ada' })).toBe(
      '/home/ada/.local/state/trellis/state.json',
    );
  });

  test('is read with its address without a trailing slash', () => {
    write();
    expect(readStateFile(path)).toEqual({ ...state, url: 'http://127.0.0.1:4000' });
  });

  test('may be absent', () => {
    expect(readStateFile(path)).toBeUndefined();
  });

  test.each([0o644, 0o640, 0o604, 0o620, 0o660])('is refused with mode %o', (mode) => {
    write(state, mode);
    expect(() => readStateFile(path)).toThrow(expect.objectContaining({ code: 'STATE_FILE_UNSAFE' }));
  });

  test('is refused where another user owns it', () => {
    write();
    expect(() => readStateFile(path, (process.getuid?.() ?? 0) + 1)).toThrow(/belongs to another user/);
  });

  test('is refused where it is a link, even to a good one', () => {
    write();
    const link = join(folder.path, 'link.json');
    symlinkSync(path, link);
    expect(() => readStateFile(link)).toThrow(/is a link/);
  });

  test('is refused where it is no plain file', () => {
    expect(() => readStateFile(join(folder.path, 'trellis'))).toThrow(
      expect.objectContaining({ code: 'STATE_FILE_UNSAFE' }),
    );
  });

  test.each([
    'no json',
    'null',
    {},
    { ...state, url: 'file:///etc/passwd' },
    { ...state, token: '' },
    { ...state, pid: -1 },
    { ...state, pid: '1' },
  ])('is refused with the content %j', (content) => {
    write(content);
    expect(() => readStateFile(path)).toThrow(expect.objectContaining({ code: 'STATE_FILE_BROKEN' }));
  });
});

describe('finding Trellis', () => {
  const env = () => ({ XDG_STATE_HOME: folder.path });

  test('takes the environment before the state file', () => {
    write();
    const found = findTrellis({ ...env(), TRELLIS_URL: 'https://trellis.example/', TRELLIS_TOKEN: 't' });
    expect(found).toEqual({ url: 'https://trellis.example', token: 't' });
  });

  test('wants both variables or neither', () => {
    expect(() => findTrellis({ TRELLIS_URL: 'http://x' })).toThrow(
      expect.objectContaining({ code: 'USAGE', exitCode: 2 }),
    );
    expect(() => findTrellis({ TRELLIS_TOKEN: 't' })).toThrow(/TRELLIS_URL is not/);
  });

  test('takes only http and https', () => {
    expect(() => findTrellis({ TRELLIS_URL: 'file:///etc', TRELLIS_TOKEN: 't' })).toThrow(/not an http/);
  });

  test('says how to start one where there is none', () => {
    expect(() => findTrellis(env())).toThrow(
      expect.objectContaining({ code: 'NOT_RUNNING', remedy: expect.stringContaining('npm start') }),
    );
  });

  test('says that a state file is stale where its process has ended', () => {
    write({ ...state, pid: 2 ** 22 + 1 });
    expect(() => findTrellis(env())).toThrow(/stale/);
  });

  test('takes a living one', () => {
    write();
    expect(findTrellis(env())).toMatchObject({ url: 'http://127.0.0.1:4000', token: 'secret' });
  });
});
