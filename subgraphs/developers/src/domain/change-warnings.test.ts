import { describe, expect, it } from 'vitest';
import { mergeWarnings, rulesJoin, splitWarnings } from './change-warnings.ts';
import { readMailmap } from './mailmap.ts';

const written = (text: string) => {
  const match = /^(.*?)\s*<([^>]*)>$/.exec(text) as RegExpExecArray;
  return { name: match[1] as string, email: match[2] as string };
};
const mailmap = (...lines: [proper: string, commit: string][]) =>
  readMailmap(
    lines.map(([properEmail, commitEmail]) => ({ properName: null, properEmail, commitName: null, commitEmail })),
  );
const codes = (people: string[][], more: Partial<Parameters<typeof mergeWarnings>[0]> = {}) =>
  mergeWarnings({
    people: people.map((aliases) => aliases.map(written)),
    commitsTogether: 0,
    daysTogether: 0,
    mailmaps: [],
    ...more,
  }).map(({ code }) => code);

describe('before a merge', () => {
  it('nothing is said of people who are alike', () => {
    expect(codes([['Ann Lee <zork@a.org>'], ['Ann Lee <quux@b.org>']])).toEqual([]);
  });

  it('it is said that they worked together', () => {
    const facts = { commitsTogether: 1, daysTogether: 2 };
    const alike = [['Ann Lee <zork@a.org>'], ['Ann Lee <quux@b.org>']];
    expect(codes(alike, facts)).toEqual(['CREDITED_TOGETHER', 'ACTIVE_ON_SAME_DAYS']);
  });

  it('it is said that they have two GitHub accounts', () => {
    const at = (n: number) => [`Ann Lee <${n}+zork@users.noreply.github.com>`];
    expect(codes([at(1), at(2)])).toEqual(['TWO_ACCOUNTS']);
    expect(codes([at(1), ['Ann Lee <quux@b.org>']])).toEqual([]);
  });

  it('it is said that a mailmap keeps them apart', () => {
    const alike = [['Ann Lee <zork@a.org>'], ['Ann Lee <quux@b.org>']];
    expect(codes(alike, { mailmaps: [mailmap(['one@x.org', 'zork@a.org'], ['two@x.org', 'quux@b.org'])] })).toEqual([
      'MAILMAP_DISAGREES',
    ]);
    expect(codes(alike, { mailmaps: [mailmap(['one@x.org', 'zork@a.org'], ['one@x.org', 'quux@b.org'])] })).toEqual([]);
  });

  it('it is said that one of them has nothing in common with any other', () => {
    expect(codes([['Ann Lee <zork@a.org>'], ['Bo Ek <bo@b.org>']])).toEqual(['NOTHING_IN_COMMON']);
    const chain = [['Ann Lee <zork@a.org>'], ['Ann Lee <annika@b.org>'], ['x <annika@c.org>']];
    expect(codes(chain)).toEqual([]);
  });
});

describe('before a split', () => {
  const split = (stays: string, leaves: string, ...maps: ReturnType<typeof mailmap>[]) =>
    splitWarnings([[written(stays)], [written(leaves)]], maps).map(({ code }) => code);

  it('it is said that a mailmap makes them one', () => {
    const [stays, leaves] = ['Ann <ann@a.org>', 'al <al@b.org>'];
    expect(split(stays, leaves, mailmap(['ann@a.org', 'al@b.org']))).toEqual(['MAILMAP_DISAGREES']);
    expect(split(leaves, stays, mailmap(['ann@a.org', 'al@b.org']))).toEqual(['MAILMAP_DISAGREES']);
    expect(split(stays, leaves, mailmap(['both@x.org', 'al@b.org'], ['both@x.org', 'ann@a.org']))).toHaveLength(1);
  });

  it('nothing is said where none does', () => {
    expect(split('Ann <ann@a.org>', 'al <al@b.org>', mailmap(['bo@x.org', 'bo@b.org']))).toEqual([]);
  });
});

it('is said how many aliases the rules move besides', () => {
  expect(rulesJoin(0)).toEqual([]);
  expect(rulesJoin(2)).toEqual([
    { code: 'RULES_JOIN', message: 'By the rules 2 further aliases change hands with it.' },
  ]);
});
