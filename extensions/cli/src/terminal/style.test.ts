import { describe, expect, test } from 'vitest';
import { styleFor, wantsColour, wantsUnicode } from './style.ts';

describe('colour', () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ])('with %j on a terminal: %s is %s', (env, isTerminal, expected) => {
    expect(wantsColour(env, isTerminal)).toBe(expected);
  });

  test('is absent from a plain style', () => {
    const { bold, bad, shade } = styleFor(false);
    expect(bold('a') + bad('b') + shade(3, 'c')).toBe('abc');
  });
});

describe('signs outside ASCII', () => {
  test.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'de_DE.UTF-8' }, true],
    [{}, false],
  ])('with %j are wanted: %s', (env, expected) => {
    expect(wantsUnicode(env)).toBe(expected);
  });
});
