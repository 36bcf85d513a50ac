import { expect, test } from 'vitest';
import { stem } from './stem.ts';

// Words and stems from Porter's paper and his published vocabulary, where steps 2 to 4 do nothing.
test.each([
  ['caresses', 'caress'],
  ['ponies', 'poni'],
  ['cats', 'cat'],
  ['feed', 'feed'],
  ['agreed', 'agre'],
  ['plastered', 'plaster'],
  ['bled', 'bled'],
  ['motoring', 'motor'],
  ['sing', 'sing'],
  ['conflated', 'conflat'],
  ['troubled', 'troubl'],
  ['sized', 'size'],
  ['hopping', 'hop'],
  ['tanned', 'tan'],
  ['falling', 'fall'],
  ['hissing', 'hiss'],
  ['fizzed', 'fizz'],
  ['failing', 'fail'],
  ['filing', 'file'],
  ['happy', 'happi'],
  ['rate', 'rate'],
  ['cease', 'ceas'],
  ['controlled', 'control'],
  ['roll', 'roll'],
])('%s is stemmed to %s', (word, expected) => {
  expect(stem(word)).toBe(expected);
});

test('the forms of one verb or noun meet', () => {
  const meet = (...words: string[]) => expect(new Set(words.map(stem)).size, words.join()).toBe(1);
  meet('fix', 'fixes', 'fixed', 'fixing');
  meet('parse', 'parses', 'parsed', 'parsing');
  meet('query', 'queries', 'querying');
  meet('test', 'tests', 'tested', 'testing');
});

test('what is no English word stays as it is', () => {
  for (const word of ['css', 'über', 'utf8s', 'bus', '日本語', 'äußerungs']) expect(stem(word)).toBe(word);
});
