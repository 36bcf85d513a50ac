import fc from 'fast-check';
import { type RawChange, type RawCommit, type RawHistory, shaOf } from './raw-history.ts';

const PATHS = ['a.ts', 'b.ts', 'lib/a.ts', 'lib/b.ts', 'lib/deep/c.ts', 'readme.md'] as const;
const ALIASES = ['ann', 'ann2', 'bob', 'cho', 'dan', 'bot'] as const;

const path = fc.constantFrom(...PATHS);

const change: fc.Arbitrary<RawChange> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ status: fc.constant('A' as const), path }) },
  { weight: 6, arbitrary: fc.record({ status: fc.constant('M' as const), path }) },
  { weight: 1, arbitrary: fc.record({ status: fc.constantFrom('D' as const, 'T' as const), path }) },
  {
    weight: 2,
    arbitrary: fc
      .record({ status: fc.constant('R' as const), path, oldPath: path })
      .filter((renamed) => renamed.path !== renamed.oldPath),
  },
);

const commit = fc.record({
  at: fc.integer({ min: 0, max: 12 }).map((months) => months * 60 * 86_400),
  by: fc.uniqueArray(fc.constantFrom(...ALIASES), { minLength: 1, maxLength: 3 }),
  changes: fc.uniqueArray(change, { minLength: 1, maxLength: 4, selector: (one) => one.path }),
});

/**
 * Any history by path: additions again, renames in circles and over each other, co-authors, an author with two aliases,
 * a bot, shared names, and few moments, so that ties abound.
 */
export const anyHistory: fc.Arbitrary<RawHistory> = fc
  .record({
    commits: fc.array(commit, { minLength: 1, maxLength: 25 }),
    merges: fc.array(fc.constantFrom(...ALIASES), { maxLength: 2 }),
    head: fc.uniqueArray(path, { minLength: 1 }),
    sharedName: fc.constantFrom<readonly (string | undefined)[]>(['x', 'x'], ['x', undefined], [undefined, undefined]),
  })
  .map(({ commits, merges, head, sharedName }) => ({
    commits: [
      ...commits.map(({ at, by, changes }, index): RawCommit => ({ sha: shaOf(`${index}`), at, by, changes })),
      ...merges.map((by, index): RawCommit => ({ sha: shaOf(`m${index}`), at: 0, by: [by], changes: [], parents: 2 })),
    ],
    head: Object.fromEntries(head.map((one) => [one, one.endsWith('.ts') ? 'source' : 'docs'] as const)),
    aliases: {
      ann: { person: 'Ann', name: 'ann', email: 'ann@a' },
      ann2: { person: 'Ann', name: 'ann', email: 'ann@b' },
      bob: { person: 'Bob', name: 'bob', email: 'ann@b' },
      cho: { person: 'Cho', ...(sharedName[0] === undefined ? {} : { name: sharedName[0] }), email: 'cho@a' },
      dan: { person: 'Dan', ...(sharedName[1] === undefined ? {} : { name: sharedName[1] }), email: 'dan@a' },
      bot: { person: 'Bot', name: 'bot', email: 'bot@a', isBot: true },
    },
  }));
