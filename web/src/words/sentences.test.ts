import { expect, test } from 'vitest';
import {
  busFactorSentence,
  calendarSentence,
  change,
  counted,
  languagesSentence,
  listed,
  nobodyActiveSentence,
  overviewSentence,
  whatIfSentence,
} from './sentences.ts';

test('one is one, everything else is many', () => {
  expect([counted(0, 'file'), counted(1, 'file'), counted(2000, 'person', 'people')]).toEqual([
    '0 files',
    '1 file',
    '2,000 people',
  ]);
});

test('long lists of names end with how many are left out', () => {
  expect(listed([])).toBe('nobody');
  expect(listed(['Ada', 'Bob', 'Cy'])).toBe('Ada, Bob and Cy');
  expect(listed(['Ada', 'Bob', 'Cy', 'Di', 'Ed'])).toBe('Ada, Bob and 3 more');
});

test('a change names its direction, and nothing where there is no window before', () => {
  expect(change(3, 5)).toBe('2 fewer than in the window before');
  expect(change(5, 5)).toBe('as many as in the window before');
  expect(change(5, null)).toBeNull();
});

test('the overview answers who is active and which repositories depend on one person', () => {
  expect(
    overviewSentence({
      active: { value: 4, previous: 3 },
      windowPhrase: 'in the last 4 full weeks',
      repositories: [
        { name: 'api', busFactor: 1 },
        { name: 'web', busFactor: 3 },
        { name: 'old', busFactor: null },
      ],
    }),
  ).toBe(
    '4 people committed in the last 4 full weeks, 1 more than in the window before. 1 of 2 repositories depends on one person: api.',
  );
});

test('the overview says nothing of what is not known', () => {
  expect(overviewSentence({ active: { value: null, previous: null }, windowPhrase: '', repositories: [] })).toBe('');
});

test('a repository that depends on several says how few the least has', () => {
  const facts = {
    active: { value: 0, previous: null },
    windowPhrase: 'in all of history',
    repositories: [{ name: 'a', busFactor: 2 }],
  };
  expect(overviewSentence(facts)).toBe(
    'Nobody committed in all of history. No repository depends on one person; the least bus factor is 2.',
  );
});

test('a repository whose authors are gone is named, and silence is not compared with silence', () => {
  const facts = {
    active: { value: 0, previous: 0 },
    windowPhrase: 'in the last 4 full weeks',
    repositories: [{ name: 'old', busFactor: 0 }],
  };
  expect(overviewSentence(facts)).toBe(
    'Nobody committed in the last 4 full weeks. In old more than half of the files have no active author left.',
  );
});

test('the bus factor is told with its people and what they leave behind', () => {
  const facts = {
    place: 'lib',
    value: 2,
    historicalValue: 4,
    names: ['Ada', 'Bob'],
    files: 120,
    coverageLeft: 0.39,
    orphanedShare: 0.2,
  };
  expect(busFactorSentence(facts)).toBe(
    'Ada and Bob together hold most of what is known of lib; without them 39% of the 120 files would still have an active author.',
  );
  expect(busFactorSentence({ ...facts, value: 0, orphanedShare: 0.7 })).toMatch(
    /^70% of the 120 files in lib have no author/,
  );
  expect(busFactorSentence({ ...facts, value: null })).toBeNull();
});

test('what-if says the files lost and the bus factor before and after', () => {
  const facts = { names: ['Ada'], filesLost: 214, files: 530, before: 3, after: 1, among: 'active author' };
  expect(whatIfSentence(facts)).toBe(
    'If Ada left, 214 of 530 files (40%) would have no active author; the bus factor would go from 3 to 1.',
  );
  expect(whatIfSentence({ ...facts, filesLost: 0, after: 3 })).toBe(
    'If Ada left, every one of the 530 files that has an active author would keep one; the bus factor would stay 3.',
  );
});

test('a calendar is told by its total, its days and its busiest day', () => {
  const days = [
    { day: '2026-03-01', commits: 2 },
    { day: '2026-03-02', commits: 0 },
    { day: '2026-03-03', commits: 5 },
  ];
  expect(calendarSentence(days, (day) => day)).toBe('7 commits on 2 days; most on 2026-03-03 (5).');
});

test('languages beyond three are counted', () => {
  const mix = [
    ['TypeScript', 0.6],
    ['Go', 0.3],
    ['Rust', 0.05],
    ['C', 0.05],
  ].map(([language, share]) => ({ language: language as string, share: share as number }));
  expect(languagesSentence(mix)).toBe('TypeScript 60%, Go 30%, Rust 5% and 1 more language');
});

test('where nobody active counts, the sentence says how much is without an active author and who holds the rest', () => {
  expect(nobodyActiveSentence({ files: 84, orphanedShare: 0.64, activeAuthors: 5 })).toBe(
    '64% of the 84 files have no author with a commit in the last 365 days, so nobody has to leave for the half to be passed; 5 active people are authors of files among the rest.',
  );
  expect(nobodyActiveSentence({ files: 9, orphanedShare: 1, activeAuthors: 0 })).toBe(
    '100% of the 9 files have no author with a commit in the last 365 days, so nobody is left whose leaving could be counted.',
  );
});

test('as many active people as the graph tells at most are told as a least number', () => {
  expect(nobodyActiveSentence({ files: 900, orphanedShare: 0.6, activeAuthors: 50 })).toContain(
    'at least 50 active people',
  );
});
