import { randomUUID } from 'node:crypto';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectFiles } from '../domain/file-selection.ts';
import { oracleTruckFactor } from '../domain/truck-factor.oracle.ts';
import { truckFactor } from '../domain/truck-factor.ts';
import { anyHistory } from '../testing/arbitrary-history.ts';
import { idOf, type RawCommit, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { createTeamsWorld, type TeamsWorld } from '../testing/teams-world.ts';
import { createAuthorshipCache } from './authorship-cache.ts';

const PEOPLE = { aliases: 'PERSON', coAuthors: 'FULL' } as const;
const DAY = 86_400;
const seconds = (day: string) => Date.parse(day) / 1000;

let world: TeamsWorld;
beforeAll(async () => {
  world = await createTeamsWorld();
});
afterAll(() => world.drop());

const added = (by: string, path: string, day: string): RawCommit => ({
  sha: shaOf(`${by}${path}${day}`),
  at: seconds(day),
  by: [by],
  changes: [{ status: 'A', path }],
});
const one = (by: string, day: string): RawHistory => ({
  commits: [added(by, 'a', day)],
  head: { a: 'source' },
  aliases: { [by]: { person: by } },
});

describe('createAuthorshipCache', () => {
  it('loads what agrees with the slow, literal bus factor, whatever the batches', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.integer({ min: 1, max: 3 }), async (history, batches) => {
        const ref = await world.import(history, { batches, asOf: new Date(720 * DAY * 1000) });
        const state = await createAuthorshipCache(world.database.pool).read(
          ref.workspaceId,
          ref.repositoryId,
          null,
          PEOPLE,
        );
        const { authorship } = state as NonNullable<typeof state>;
        const fast = truckFactor(authorship, selectFiles(authorship.files, '', 'ALL'), () => true);
        const slow = oracleTruckFactor(history, {
          ...PEOPLE,
          classes: ['source', 'docs'],
          directory: '',
          leavesOut: () => false,
        });
        const taken = fast.curve
          .slice(0, slow.taken.length)
          .map(({ author, files }) => [authorship.authors[author]?.id, files]);
        expect(taken).toEqual(slow.taken.map(({ user, files }) => [idOf(user), files]));
        expect([fast.value, fast.coverageLeft]).toEqual([slow.busFactor, slow.coverageLeft]);
      }),
      { numRuns: 40 },
    );
  });

  it('knows no repository of another workspace, and none that was not imported', async () => {
    const ref = await world.import(one('ann', '2025-06-01'));
    const cache = createAuthorshipCache(world.database.pool);
    expect(await cache.read(ref.workspaceId, ref.repositoryId, null, PEOPLE)).toBeDefined();
    expect(await cache.read(randomUUID(), ref.repositoryId, null, PEOPLE)).toBeUndefined();
    expect(await cache.read(ref.workspaceId, randomUUID(), null, PEOPLE)).toBeUndefined();
    expect(await cache.read(ref.workspaceId, 'no uuid', null, PEOPLE)).toBeUndefined();
  });

  it('loads a generation once, and anew after an increment or a decision about people', async () => {
    const ref = await world.import(one('ann', '2025-06-01'));
    const cache = createAuthorshipCache(world.database.pool);
    const read = async () => (await cache.read(ref.workspaceId, ref.repositoryId, null, PEOPLE))?.authorship;
    const first = await read();
    expect(await read()).toBe(first);
    await world.apply(ref, 2, [added('bob', 'b', '2025-06-02')]);
    await world.finish(ref, {
      head: { a: 'source', b: 'source' },
      aliases: { ann: { person: 'X' }, bob: { person: 'X' } },
    });
    const second = await read();
    expect(second?.files.map(({ path }) => path)).toEqual(['a', 'b']);
    expect(second?.authors.map(({ id, aliasIds }) => [id, aliasIds.length])).toEqual([[idOf('X'), 2]]);
  });

  it('loads nothing again where only the epoch rose, as when a team or somebody’s access changes', async () => {
    const ref = await world.import(one('ann', '2025-06-01'));
    const cache = createAuthorshipCache(world.database.pool);
    const read = async () => (await cache.read(ref.workspaceId, ref.repositoryId, null, PEOPLE))?.authorship;
    const first = await read();
    await inWorkspace(world.database.pool, ref.workspaceId, (db) => raiseEpoch(db, ref.workspaceId));
    expect(await read()).toBe(first);
  });

  it('counts a person active by commits in any repository of the workspace', async () => {
    const ref = await world.import(one('ann', '2020-06-01'));
    const asOf = new Date('2026-01-01T00:00:00Z');
    const cache = createAuthorshipCache(world.database.pool);
    const active = async () => (await cache.read(ref.workspaceId, ref.repositoryId, null, PEOPLE))?.active;
    expect(await active()).toEqual([false]);
    await world.import(one('ann', '2025-12-01'), { ref: { workspaceId: ref.workspaceId }, asOf });
    expect(await active()).toEqual([true]);
  });

  it('judges a past state by what was there at the end of its day', async () => {
    const history: RawHistory = {
      ...one('ann', '2020-06-01'),
      commits: [added('ann', 'a', '2020-06-01'), added('ann', 'b', '2025-06-01')],
    };
    const ref = await world.import(history);
    const past = await world.begin({ ...ref, generation: randomUUID() }, { until: '2021-05-31' });
    await world.apply(past, 1, history.commits.slice(0, 1));
    await world.finish(past, history);
    const cache = createAuthorshipCache(world.database.pool);
    const state = await cache.read(ref.workspaceId, ref.repositoryId, past.generation, PEOPLE);
    expect([state?.at, state?.active, state?.authorship.files.length]).toEqual([seconds('2021-06-01'), [true], 1]);
    const later = await world.begin({ ...ref, generation: randomUUID() }, { until: '2021-06-02' });
    await world.apply(later, 1, history.commits.slice(0, 1));
    await world.finish(later, history);
    expect((await cache.read(ref.workspaceId, ref.repositoryId, later.generation, PEOPLE))?.active).toEqual([false]);
  });

  it('makes nobody active by a commit dated years ahead', async () => {
    const ref = await world.import(one('ann', '2040-01-01'));
    const state = await createAuthorshipCache(world.database.pool).read(
      ref.workspaceId,
      ref.repositoryId,
      null,
      PEOPLE,
    );
    expect(state?.active).toEqual([false]);
  });

  it('keeps paths with quotes, newlines, tabs, backslashes and astral characters as they are', async () => {
    const paths = ['a"b', 'a\nb', 'a\tb', 'a\\b', 'ü/😀', '\u{1F600}', '\uFFEE'];
    const history: RawHistory = {
      commits: paths.map((path) => added('ann', path, '2025-01-01')),
      head: Object.fromEntries(paths.map((path) => [path, 'source'])),
      aliases: { ann: { person: 'Ann' } },
    };
    const ref = await world.import(history);
    const state = await createAuthorshipCache(world.database.pool).read(
      ref.workspaceId,
      ref.repositoryId,
      null,
      PEOPLE,
    );
    expect(state?.authorship.files.map(({ path }) => path)).toEqual([...paths].sort());
    expect([...(state?.authorship.isAuthor ?? [])]).toEqual(paths.map(() => 1));
  });

  it('forgets the generation used longest ago where the room is used up', async () => {
    const [a, b] = [await world.import(one('ann', '2025-06-01')), await world.import(one('bob', '2025-06-01'))];
    const cache = createAuthorshipCache(world.database.pool, 1);
    const read = async (ref: typeof a) =>
      (await cache.read(ref.workspaceId, ref.repositoryId, null, PEOPLE))?.authorship;
    const first = await read(a);
    expect(await read(a)).toBe(first);
    await read(b);
    expect(await read(a)).not.toBe(first);
  });
});
