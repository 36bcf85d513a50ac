import { expect, test } from 'vitest';
import { termsOf, wordsByTerm } from './terms.ts';

test('a text is split inside camelCase and snake_case, and at everything but letters and digits', () => {
  expect(termsOf('parseHTTPHeader_v2 lib/router/index.js')).toEqual([
    'pars',
    'http',
    'header',
    'v2',
    'lib',
    'router',
    'index',
    'js',
  ]);
});

test('words of any script are terms', () => {
  expect(termsOf('Größe der straße, 日本語のテスト')).toEqual(['größe', 'der', 'straße', '日本語のテスト']);
});

test('stop words, numbers, single letters and overlong runs are no terms', () => {
  expect(termsOf(`this is a fix for #1234 and x ${'y'.repeat(41)}`)).toEqual(['fix']);
});

test('repeats count', () => {
  expect(termsOf('router: Routers')).toEqual(['router', 'router']);
});

test('the terms of a query keep the word they came from', () => {
  expect([...wordsByTerm('Queries query Fixed')]).toEqual([
    ['queri', 'queries'],
    ['fix', 'fixed'],
  ]);
});
