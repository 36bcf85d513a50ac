import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSelection } from './selection.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trellis-selection-'));
  for (const file of [
    'packages/git/src/log.test.ts',
    'packages/git/src/log.integration.test.ts',
    'e2e/people.e2e.test.ts',
    'node_modules/x/x.test.ts',
  ]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
});

afterAll(() => rmSync(root, { recursive: true }));

test('Without arguments, everything runs.', () => {
  expect(readSelection(root, [], root)).toEqual({ kinds: ['check', 'unit', 'integration', 'e2e'], filters: [] });
});

test('A kind runs alone.', () => {
  expect(readSelection(root, ['unit'], root)).toEqual({ kinds: ['unit'], filters: [] });
});

test('A path runs the kinds of tests below it.', () => {
  expect(readSelection(root, ['packages/git'], root)).toEqual({
    kinds: ['unit', 'integration'],
    filters: ['packages/git'],
  });
});

test('A kind and a path run the tests of that kind below that path.', () => {
  expect(readSelection(root, ['unit', 'packages/git/'], root)).toEqual({ kinds: ['unit'], filters: ['packages/git'] });
});

test('A path may start in the folder in which the command was given.', () => {
  expect(readSelection(root, ['src/log.test.ts'], join(root, 'packages/git'))).toMatchObject({ kinds: ['unit'] });
});

test('A path without tests is an error, not a run that passes.', () => {
  expect(() => readSelection(root, ['packages/got'], root)).toThrow('packages/got: no test file');
  expect(() => readSelection(root, ['node_modules'], root)).toThrow('no test file');
});
