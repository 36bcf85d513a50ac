import { describe, expect, it } from 'vitest';
import { pairKey, suggestDuplicates } from './suggest-duplicates.ts';

const written = (text: string) => {
  const match = /^(.*?)\s*<([^>]*)>$/.exec(text) as RegExpExecArray;
  return { name: match[1] as string, email: match[2] as string };
};
/** People by one alias each, named by it, active one year after the other unless told otherwise. */
const suggest = (
  all: readonly (string | [alias: string, from: string, to: string])[],
  known: readonly [string, string][] = [],
  together: readonly [string, string, number][] = [],
) =>
  suggestDuplicates(
    all.map((one, i) => {
      const [alias, from, to] = typeof one === 'string' ? [one, `${2000 + i}-01-01`, `${2000 + i}-12-31`] : one;
      return { developerId: alias, aliases: [written(alias)], period: { from, to } };
    }),
    new Set(known.map(([a, b]) => pairKey(a, b))),
    new Map(together.map(([a, b, commits]) => [pairKey(a, b), commits])),
  );
const kinds = (...all: Parameters<typeof suggest>[0]) => suggest(all)[0]?.evidence.map(({ kind }) => kind);

describe('people are suggested as one', () => {
  it.each([
    ['for the same name', 'Ann Lee <zork@a.org>', 'Ánn LEE <quux@b.org>', 'SAME_NAME'],
    ['for the name turned round', 'Ann Lee <zork@a.org>', 'Lee Ann <quux@b.org>', 'SIMILAR_NAME'],
    ['for a name with a middle name', 'Ann Lee <zork@a.org>', 'Ann Mary Lee <quux@b.org>', 'SIMILAR_NAME'],
    ['for a name with an initial', 'Ann Lee <zork@a.org>', 'A. Lee <quux@b.org>', 'SIMILAR_NAME'],
    ['not for another initial', 'Ann Lee <zork@a.org>', 'B. Lee <quux@b.org>', undefined],
    ['for the same login', 'Ann Lee <zorkmid@a.org>', 'zorkmid <x@b.org>', 'SAME_LOGIN'],
    ['for a GitHub login elsewhere', 'Ann Lee <1+zorkmid@users.noreply.github.com>', 'A <zorkmid@b.org>', 'SAME_LOGIN'],
    ['for an address that spells the name', 'Ann Lee <zork@a.org>', 'al <ann.lee@b.org>', 'SIMILAR_ADDRESS'],
    ['for one that shortens it', 'Ann Lee <zork@a.org>', 'al <alee@b.org>', 'SIMILAR_ADDRESS'],
    ['not without a clue', 'Ann Lee <zork@a.org>', 'Bo Ek <quux@b.org>', undefined],
    ['not for a first name', 'Ann Lee <zork@a.org>', 'Ann Ek <quux@b.org>', undefined],
    ['not for a name of nobody', 'Unknown User <zork@a.org>', 'Unknown User <quux@b.org>', undefined],
    ['not for an address of a function', 'Ann Lee <admin@a.org>', 'Bo Ek <admin@b.org>', undefined],
  ])('%s', (_, a, b, kind) => {
    expect(kinds(a, b)?.[0]).toBe(kind);
  });

  it('surer where one began after the other ended, less where both were there or are named together', () => {
    const [a, b] = ['Ann Lee <zork@a.org>', 'Ann Lee <quux@b.org>'];
    const sure = (from: string, together = 0) =>
      suggest(
        [
          [a, '2001-01-01', '2001-12-31'],
          [b, from, '2003-12-31'],
        ],
        [],
        [[a, b, together]],
      )[0]?.confidence ?? 0;
    expect(sure('2002-01-01')).toBeGreaterThan(sure('2001-06-01'));
    expect(sure('2001-06-01')).toBeGreaterThan(sure('2001-06-01', 3));
  });

  it('less sure with different GitHub accounts', () => {
    const at = (n: number) => `Ann Lee <${n}+zork${n}@users.noreply.github.com>`;
    expect(kinds(at(1), at(2))).toEqual(['SAME_NAME', 'DISJOINT_PERIODS', 'DIFFERENT_ACCOUNTS']);
  });

  it('with reasons in words, whoever began first ahead, surest pair first', () => {
    const found = suggest(['al <alee@b.org>', 'Ann Lee <zork@a.org>', 'Ann Lee <quux@c.org>']);
    expect(found.map(({ confidence }) => confidence)).toEqual(
      found
        .map((one) => one.confidence)
        .sort()
        .reverse(),
    );
    expect(found[0]).toEqual({
      developerIds: ['Ann Lee <zork@a.org>', 'Ann Lee <quux@c.org>'],
      confidence: 0.77,
      evidence: [
        { kind: 'SAME_NAME', text: 'Both sign as “Ann Lee”.', supports: true, weight: 0.7 },
        {
          kind: 'DISJOINT_PERIODS',
          text: 'One committed until 2001-12-31, the other from 2002-01-01 on.',
          supports: true,
          weight: 0.25,
        },
      ],
    });
    expect(found).toHaveLength(3);
  });

  it('unless the pair was decided about or dismissed', () => {
    const all = ['Ann Lee <zork@a.org>', 'Ann Lee <quux@b.org>'] as const;
    expect(suggest(all, [[all[1], all[0]]])).toEqual([]);
  });

  it('but not where a whole crowd has the name', () => {
    expect(suggest(Array.from({ length: 13 }, (_, i) => `Ann Lee <${'abcdefghijklm'[i]}zork@a.org>`))).toEqual([]);
  });
});
