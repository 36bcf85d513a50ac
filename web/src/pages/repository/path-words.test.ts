import { expect, test } from 'vitest';
import { cleanPath, pathSteps, placeName } from './path-words.ts';

test('the root of a repository is called by its name', () => {
  expect([placeName('', 'trellis'), placeName(undefined, 'trellis'), placeName('lib', 'trellis')]).toEqual([
    'trellis',
    'trellis',
    'lib',
  ]);
});

test('a path is walked from its outermost folder', () => {
  expect(pathSteps('lib/router/index.js').map((step) => step.path)).toEqual([
    'lib',
    'lib/router',
    'lib/router/index.js',
  ]);
  expect(pathSteps('')).toEqual([]);
});

test('slashes that people type around a path are not part of it', () => {
  expect([cleanPath(' /lib/ '), cleanPath('./lib//'), cleanPath('.github')]).toEqual(['lib', 'lib', '.github']);
});
