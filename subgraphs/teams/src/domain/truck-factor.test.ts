import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory } from '../testing/arbitrary-history.ts';
import { generationHistory, idOf, type RawCommit, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { activeAuthors } from './active-authors.ts';
import { type AuthorshipRules, fileAuthorship } from './file-authorship.ts';
import { selectFiles } from './file-selection.ts';
import { type OracleQuestion, oracleTruckFactor, users } from './truck-factor.oracle.ts';
import { truckFactor } from './truck-factor.ts';

const DAY = 86_400;
const EVERYBODY: AuthorshipRules = { aliases: 'PERSON', coAuthors: 'FULL' };

const anyQuestion = fc.record({
  aliases: fc.constantFrom<AuthorshipRules['aliases'][]>('PERSON', 'EMAIL_NAME'),
  coAuthors: fc.constantFrom<AuthorshipRules['coAuthors'][]>('FULL', 'NONE'),
  files: fc.constantFrom('SOURCE' as const, 'ALL' as const),
  directory: fc.constantFrom('', 'lib', 'lib/deep'),
  historical: fc.boolean(),
  without: fc.subarray(['Ann', 'Bob', 'ann+ann2+bob']),
});

describe('truckFactor', () => {
  it('agrees with the slow, literal one on any history, under every option', () => {
    fc.assert(
      fc.property(anyHistory, anyQuestion, (history, { files, directory, historical, without, ...rules }) => {
        const now = 720 * DAY;
        const userOf = users(history, rules);
        const inactive = (user: string) => lastAt(history, userOf, user) < now - 365 * DAY;
        const question: OracleQuestion = {
          ...rules,
          directory,
          classes: files === 'SOURCE' ? ['source'] : ['source', 'docs'],
          leavesOut: (user) => without.includes(user) || (!historical && inactive(user)),
        };
        const slow = oracleTruckFactor(history, question);

        const authorship = fileAuthorship(generationHistory(history), rules);
        const userOfAuthor = authorship.authors.map(({ aliasId }) => userOfAlias(userOf, aliasId));
        const active = activeAuthors(authorship.authors, now);
        const selected = selectFiles(authorship.files, directory, files);
        const fast = truckFactor(
          authorship,
          selected,
          (author) => (historical || active[author] === true) && !without.includes(userOfAuthor[author] as string),
        );

        const named = ({ author, files, coverageAfter }: (typeof fast.curve)[number]) => ({
          user: userOfAuthor[author],
          files,
          coverage: coverageAfter,
        });
        expect(fast.curve.slice(0, slow.taken.length).map(named)).toEqual(slow.taken);
        expect(fast.pruned.map((one) => userOfAuthor[one.author])).toEqual(slow.pruned);
        expect({ busFactor: fast.value, files: fast.files, left: fast.coverageLeft }).toEqual({
          busFactor: slow.busFactor,
          files: slow.files,
          left: slow.coverageLeft,
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('removes the author of most files first and stops below half', () => {
    const result = of(created({ ann: 5, bob: 3, cho: 2 }));
    expect(result.removed.map(({ files, coverageAfter }) => [files, coverageAfter])).toEqual([
      [5, 0.5],
      [3, 0.2],
    ]);
    expect(result).toMatchObject({ value: 2, coverageLeft: 0.2 });
  });

  it('goes on with the curve past the half', () => {
    expect(of(created({ ann: 5, bob: 3, cho: 2 })).curve.map((step) => step.files)).toEqual([5, 3, 2]);
  });

  it('leaves people under a tenth of the first one uncounted, but removed', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p${n}`, 1]));
    const result = of(created({ ann: 11, ...many }));
    expect(result).toMatchObject({ value: 1, files: 41 });
    expect(result.pruned).toHaveLength(10);
    expect(result.coverageLeft).toBeCloseTo(20 / 41);
  });

  it('counts exactly a tenth', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p${n}`, 1]));
    expect(of(created({ ann: 10, ...many })).pruned).toEqual([]);
  });

  it('breaks a tie by the earlier first commit, and in one commit by the position among its authors', () => {
    const history = (by: string[]): RawHistory => ({
      commits: [{ sha: shaOf('1'), at: 5, by, changes: [{ status: 'A', path: 'x' }] }],
      head: { x: 'source' },
      aliases: { ann: { person: 'Ann' }, bob: { person: 'Bob' } },
    });
    const first = (by: string[]) => {
      const authorship = fileAuthorship(generationHistory(history(by)), EVERYBODY);
      const [step] = truckFactor(authorship, selectFiles(authorship.files, '', 'ALL'), () => true).removed;
      return authorship.authors[step?.author as number]?.id;
    };
    expect([first(['ann', 'bob']), first(['bob', 'ann'])]).toEqual([idOf('Ann'), idOf('Bob')]);
  });

  it('is zero, not an error, where no file has an author', () => {
    expect(of({ commits: [], head: { x: 'source' }, aliases: {} })).toMatchObject({
      value: 0,
      files: 1,
      coverageLeft: 0,
    });
  });

  it('takes about a second for 100,000 files with 300,000 touches, loading aside', () => {
    const size = 100_000;
    const people = 2_000;
    const history = generationHistory({ commits: [], head: {}, aliases: {} });
    const entries = size * 3;
    const random = lehmer(7);
    const started = performance.now();
    const authorship = fileAuthorship(
      {
        ...history,
        pathCount: size,
        files: Array.from({ length: size }, (_, n) => ({
          pathId: n,
          path: `src/${String(n).padStart(6, '0')}.ts`,
          fileClass: 'source',
          language: null,
        })),
        pathCredits: {
          path: Int32Array.from({ length: entries }, (_, n) => n % size),
          credit: Int32Array.from({ length: entries }, () => Math.floor(random() ** 3 * people)),
          additions: Int32Array.from({ length: entries }, (_, n) => (n < size ? 1 : 0)),
          deliveries: Int32Array.from({ length: entries }, () => Math.floor(random() * 10)),
          firstAt: new Float64Array(entries),
          lastAt: new Float64Array(entries),
          firstSha: () => '',
        },
        aliases: Array.from({ length: people }, (_, n) => ({
          aliasId: `${n}`,
          developerId: `${n}`,
          nameHash: null,
          emailHash: null,
          isBot: false,
          lastAt: 0,
        })),
        credits: Array.from({ length: people }, (_, n) => Int32Array.of(n)),
      },
      EVERYBODY,
    );
    const result = truckFactor(authorship, selectFiles(authorship.files, '', 'SOURCE'), () => true);
    const seconds = (performance.now() - started) / 1000;
    expect(result.files).toBe(size);
    expect(seconds).toBeLessThan(3);
  });
});

function of(history: RawHistory) {
  const authorship = fileAuthorship(generationHistory(history), EVERYBODY);
  return truckFactor(authorship, selectFiles(authorship.files, '', 'SOURCE'), () => true);
}

/** A history in which each person made so many files, and nobody changed any. */
function created(numbers: Record<string, number>): RawHistory {
  const commits = Object.entries(numbers).map(
    ([by, files], index): RawCommit => ({
      sha: shaOf(by),
      at: index,
      by: [by],
      changes: Array.from({ length: files }, (_, n) => ({ status: 'A', path: `${by}/${n}` })),
    }),
  );
  return {
    commits,
    head: Object.fromEntries(commits.flatMap((one) => one.changes.map(({ path }) => [path, 'source'] as const))),
    aliases: Object.fromEntries(Object.keys(numbers).map((by) => [by, { person: by }])),
  };
}

function userOfAlias(userOf: Map<string, string | null>, aliasId: string): string | null {
  for (const [alias, user] of userOf) if (idOf(alias) === aliasId) return user;
  return null;
}

function lastAt(history: RawHistory, userOf: Map<string, string | null>, user: string): number {
  const times = history.commits.flatMap(({ at, by, parents = 1 }) =>
    parents < 2 && by.some((alias) => userOf.get(alias) === user) ? [at] : [],
  );
  return Math.max(...times);
}

/** Lehmer's random numbers, so that every run builds the same history. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
