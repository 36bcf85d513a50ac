import { randomUUID } from 'node:crypto';
import { namedId } from '@trellis/contributions/ids.ts';
import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import {
  createMemoryStorage,
  importCommits,
  putBatch,
  putIdentities,
  type TestCommit,
  testSha,
} from '@trellis/projection/testing.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivities } from './create-activities.ts';

const storage = createMemoryStorage();
let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;

beforeAll(async () => {
  database = await createTestDatabase('analytics');
  activities = createActivities({ pool: database.pool, storage });
});
afterAll(() => database.drop());

const [ada, bob] = [namedId('alias', 'ada'), namedId('alias', 'bob')];
const noon = Date.UTC(2026, 0, 5, 12) / 1_000;

const newWorkspace = () => `workspace ${randomUUID()}`;

function newStream(workspace = newWorkspace(), repository = 'repository', generation = 'g'): GenerationRef {
  const workspaceId = namedId(workspace);
  return { workspaceId, repositoryId: namedId(repository), generation: namedId(workspace, repository, generation) };
}

/** All rows of a generation, without its id, in a fixed order. */
async function rowsOf(stream: GenerationRef) {
  const read = async (table: string) => {
    const { rows } = await database.ownerPool.query(
      `select to_jsonb(t) - 'workspace_id' - 'generation' as row from projection.${table} t
       where workspace_id = $1 and generation = $2 order by 1`,
      [stream.workspaceId, stream.generation],
    );
    return rows.map(({ row }) => row);
  };
  return { commits: await read('commit'), days: await read('activity_day') };
}

async function applyAll(stream: GenerationRef, batches: readonly (readonly TestCommit[])[]) {
  await activities.beginGeneration({ ...stream, kind: 'current', until: null });
  for (const [index, commits] of batches.entries())
    await activities.applyBatch(await putBatch(storage, stream, index + 1, commits));
}

test('a commit is kept as evidence with its own day, credit and subject', async () => {
  const stream = newStream();
  const changes = [
    { path: 'a.ts', added: 5, deleted: 2 },
    { path: 'vendor/b.js', class: 'vendored' as const, added: 100, deleted: 50 },
    { path: 'logo.png', class: 'binary' as const, added: null, deleted: null },
  ];
  const subject = 'Fix\ttabs \\ and "quotes" \u0000 <b>';
  await importCommits(activities, storage, stream, [
    { sha: testSha('one'), at: noon + 12 * 3_600, off: -60, credit: [bob, ada], changes, subject },
  ]);
  const { commits, days } = await rowsOf(stream);
  expect(commits).toMatchObject([
    {
      sha: `\\x${testSha('one')}`,
      credit: [bob, ada],
      local_day: '2026-01-05',
      files: 3,
      lines_added: 105,
      lines_deleted: 52,
      subject: 'Fix\ttabs \\ and "quotes" \ufffd <b>',
    },
  ]);
  expect(days).toMatchObject([{ day: '2026-01-05', commits: 1, lines_added: 5, lines_deleted: 2, hours: [23] }]);
});

test('dates before 1970 and in the far future are kept', async () => {
  const stream = newStream();
  await importCommits(activities, storage, stream, [{ at: -86_400 * 400 }, { at: 9e14 }, { at: -9e14 }]);
  const { days } = await rowsOf(stream);
  expect(days.map((row) => row.day)).toEqual(['1968-11-27', '9999-12-31', '0001-01-01'].sort());
});

test('a commit of a hundred thousand files, each with a million lines, is kept', async () => {
  const stream = newStream();
  const changes = Array.from({ length: 100_000 }, (_, i) => ({ path: `data/${i}.ts`, added: 1_000_000 }));
  await importCommits(activities, storage, stream, [{ changes }]);
  const { commits, days } = await rowsOf(stream);
  expect(commits).toMatchObject([{ files: 100_000, lines_added: 2_147_483_647 }]);
  expect(days).toMatchObject([{ lines_added: 100_000_000_000 }]);
});

test("a day's hours are in order, whichever batch came first", async () => {
  const stream = newStream();
  await applyAll(stream, [[{ at: noon + 3_600 }, { at: noon + 7_200 }], [{ at: noon }]]);
  expect((await rowsOf(stream)).days).toMatchObject([{ commits: 3, hours: [12, 13, 14] }]);
});

const anyCommit = fc.record({
  at: fc.integer({ min: noon, max: noon + 3 * 86_400 }),
  off: fc.constantFrom(-480, 0, 330),
  parents: fc.constantFrom(0, 1, 2),
  forge: fc.boolean(),
  credit: fc.constantFrom([ada], [bob], [ada, bob], [bob, ada]),
  added: fc.nat(50),
});

test('batches in any order, and as many as you like, give the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCommit, { minLength: 2, maxLength: 12 }), fc.nat(), async (given, cut) => {
      const commits = given.map(({ added, ...commit }, i) => ({
        ...commit,
        sha: testSha(`commit ${i}`),
        changes: commit.parents > 1 ? [] : [{ path: 'a.ts', added }],
      }));
      const at = 1 + (cut % (commits.length - 1));
      const [whole, parts, reversed] = [newStream(), newStream(), newStream()];
      await applyAll(whole, [commits]);
      await applyAll(parts, [commits.slice(0, at), commits.slice(at)]);
      await applyAll(reversed, [commits.slice(at), commits.slice(0, at)]);
      expect(await rowsOf(parts)).toEqual(await rowsOf(whole));
      expect(await rowsOf(reversed)).toEqual(await rowsOf(whole));
    }),
    { numRuns: 15 },
  );
});

test('a second workspace with the same repository sees nothing of the first', async () => {
  const [first, second] = [newStream('first workspace'), newStream('second workspace')];
  await importCommits(activities, storage, first, [{ credit: [ada] }]);
  const seen = await inWorkspace(database.pool, second.workspaceId, async (db) => {
    const counts = [];
    for (const table of ['projection.commit', 'projection.activity_day', 'projection.credit_set', 'record.generation'])
      counts.push((await db.query(`select from ${table}`)).rowCount);
    return counts;
  });
  expect(seen).toEqual([0, 0, 0, 0]);
});

test('the service role owns nothing, and without a workspace it sees no row of any table or view', async () => {
  const stream = newStream();
  await importCommits(activities, storage, stream, [{ credit: [ada] }]);
  await activities.applyIdentities(await putIdentities(storage, stream.workspaceId, 1, [{ aliasId: ada }]));
  const people = await database.ownerPool.query('select from projection.credit_set_person');
  expect(people.rowCount).toBeGreaterThan(0);
  const owned = await database.pool.query('select from pg_class where relowner = current_user::regrole');
  expect(owned.rowCount).toBe(0);
  const { rows: tables } = await database.ownerPool.query(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('record', 'projection')",
  );
  expect(tables.length).toBeGreaterThan(8);
  for (const { name } of tables) expect((await database.pool.query(`select from ${name}`)).rowCount, name).toBe(0);
  const view = await database.pool.query('select from projection.credit_set_person');
  expect(view.rowCount).toBe(0);
});

test('the service role writes no row of another workspace', async () => {
  const write = inWorkspace(database.pool, namedId('mine'), (db) =>
    db.query('insert into record.epoch values ($1, 1)', [namedId('theirs')]),
  );
  await expect(write).rejects.toThrow('row-level security');
});

const sharedDays = async (stream: GenerationRef) =>
  (
    await database.ownerPool.query(
      'select day, commits, merges, lines_added, hours from projection.shared_activity where generation = $1 order by day',
      [stream.generation],
    )
  ).rows;

test('what a fork has in common counts in one repository, and again in both once one is rewritten', async () => {
  const workspace = newWorkspace();
  const streams = ['origin', 'fork'].map((name) => newStream(workspace, name));
  const [counts, shares] = streams.sort((a, b) => (a.repositoryId < b.repositoryId ? -1 : 1)) as [
    GenerationRef,
    GenerationRef,
  ];
  const root = { sha: testSha('root'), parents: 0, changes: [{ path: 'a.ts', added: 4 }] };
  const merge = { sha: testSha('merge'), parents: 2, at: noon + 86_400 };
  await importCommits(activities, storage, counts, [root, merge]);
  expect(await sharedDays(counts)).toEqual([]);
  await importCommits(activities, storage, shares, [root, merge, { sha: testSha('own') }]);
  expect(await sharedDays(counts)).toEqual([]);
  expect(await sharedDays(shares)).toEqual([
    { day: '2026-01-05', commits: 1, merges: 0, lines_added: 4, hours: [12] },
    { day: '2026-01-06', commits: 0, merges: 1, lines_added: 0, hours: [] },
  ]);
  const rewritten = { ...counts, generation: namedId('rewritten', workspace) };
  await importCommits(activities, storage, rewritten, [{ sha: testSha('other root'), parents: 0 }]);
  expect(await sharedDays(shares)).toEqual([]);
});
