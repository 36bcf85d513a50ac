import { describe, expect, it } from 'vitest';
import { shownAlias } from './shown-name.ts';

const candidate = (aliasId: string, name: string, more: object = {}) => ({
  aliasId,
  name,
  properName: null,
  commits: 0,
  lastAt: 0,
  ...more,
});

describe('the shown name', () => {
  it('is a full name rather than a login with more commits', () => {
    expect(shownAlias([candidate('a', 'annl', { commits: 99 }), candidate('b', 'Ann Lee', { commits: 1 })])).toBe('b');
  });

  it('is a mailmap’s name rather than a written one', () => {
    expect(
      shownAlias([candidate('a', 'Ann Ek', { commits: 9 }), candidate('b', 'al', { properName: 'Ann Lee' })]),
    ).toBe('b');
  });

  it('is the one with most commits, then the newest', () => {
    const names = [
      candidate('a', 'Ann Ek', { commits: 1, lastAt: 5 }),
      candidate('b', 'Ann Lee', { commits: 2, lastAt: 1 }),
    ];
    expect(shownAlias(names)).toBe('b');
    expect(shownAlias([candidate('a', 'Ann Ek', { lastAt: 1 }), candidate('b', 'Ann Lee', { lastAt: 5 })])).toBe('b');
  });
});
