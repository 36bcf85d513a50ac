import { describe, expect, test } from 'vitest';
import { columnsOf, counted, cut, listed, pad, percent, plainText, wrapped } from './text.ts';

describe('plainText', () => {
  test('takes escape sequences out of a name', () => {
    expect(plainText('Eve\u001b[31m\u001b]0;owned\u0007 red\u001b[2J')).toBe('Eve red');
  });

  test('takes out control characters and marks that turn the direction of writing', () => {
    expect(plainText('a\u0000b\u0008c\u009bd\u202etxt.exe')).toBe('abcdtxt.exe');
  });

  test('makes one space of line breaks and tabs, so that a name stays on its line', () => {
    expect(plainText('a\r\nb\tc\u2028d')).toBe('a b c d');
  });

  test('keeps letters of all scripts', () => {
    expect(plainText('Zoë 山田 Ωμέγα 👩‍💻')).toBe('Zoë 山田 Ωμέγα 👩‍💻');
  });

  test('replaces half of a surrogate pair', () => {
    expect(plainText('a\ud800b')).toBe('a\ufffdb');
  });
});

describe('columnsOf', () => {
  test.each([
    ['Ada', 3],
    ['山田', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝｶｸ', 4],
    ['e\u0301', 1],
    ['👩‍💻', 2],
    ['\u200b', 0],
    ['\u001b[31mred\u001b[39m', 3],
  ])('of %j are %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

test('pad fills up by columns, not by characters', () => {
  expect(pad('山', 4)).toBe('山  ');
  expect(pad('7', 3, 'right')).toBe('  7');
});

test('cut never splits a wide character and stays within the columns', () => {
  expect(cut('山田太郎', 6, '…')).toBe('山田…');
  expect(columnsOf(cut('山田太郎', 6, '…'))).toBeLessThanOrEqual(6);
  expect(cut('short', 6, '…')).toBe('short');
});

test('percent never rounds something to nothing or less than all to all', () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %']);
});

test('counts carry their noun and separators', () => {
  expect(counted(1, 'file')).toBe('1 file');
  expect(counted(12_345, 'person', 'people')).toBe('12,345 people');
});

test('lists read as a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('long text is broken between words by columns', () => {
  expect(wrapped('one 山田 three', 8)).toEqual(['one 山田', 'three']);
  expect(wrapped('incomprehensibilities', 5)).toEqual(['incomprehensibilities']);
});
