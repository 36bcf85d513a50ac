import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOptions } from './options.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'trellis-options-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('Paths start in the folder in which the command was given; URLs stay as they are.', () => {
  const { repositories } = readOptions(
    ['../one', '/two', 'https://example.org/three.git', 'git@example.org:four.git'],
    '/home/ada',
  );
  expect(repositories).toEqual(['/home/one', '/two', 'https://example.org/three.git', 'git@example.org:four.git']);
});

test('Without a path, the repository that the folder is in is imported.', () => {
  const repository = join(folder, 'repository');
  mkdirSync(join(repository, 'lib'), { recursive: true });
  execFileSync('git', ['init', '-q', repository]);
  expect(readOptions([], join(repository, 'lib')).repositories).toEqual([repository]);
});

test('Outside of a repository, nothing is imported.', () => {
  expect(readOptions([], folder).repositories).toEqual([]);
});

test('--no-import imports nothing, --port is the port.', () => {
  expect(readOptions(['--no-import', '--port', '8080'], folder)).toEqual({ help: false, port: 8080, repositories: [] });
});

test('Unknown options and impossible ports are refused.', () => {
  expect(() => readOptions(['--imports'], folder)).toThrow('--imports');
  expect(() => readOptions(['--port', '70000'], folder)).toThrow('70000 is not a port');
});
