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
  database = await createTestDatabase('predictions');
  activities = createActivities({ pool: database.pool, storage });
});
afterAll(() => database.drop());

const [ada, bob] = [namedId('alias', 'ada'), namedId('alias', 'bob')];
const TABLES = ['activity_week', 'term_posting', 'text_size', 'indexed_commit'];

function newStream(workspaceId: string = randomUUID()): GenerationRef {
  return { workspaceId, repositoryId: randomUUID(), generation: randomUUID() };
}

/** All rows of a generation, without its id, in a fixed order. */
async function rowsOf(stream: GenerationRef) {
  const found: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await database.ownerPool.query(
      `select to_jsonb(t) - 'workspace_id' - 'generation' as row from projection.${table} t
       where workspace_id = $1 and generation = $2 order by 1`,
      [stream.workspaceId, stream.generation],
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

async function applyAll(stream: GenerationRef, batches: readonly (readonly TestCommit[])[]) {
  await activities.beginGeneration({ ...stream, kind: 'current', until: null });
  for (const [index, commits] of batches.entries())
    await activities.applyBatch(await putBatch(storage, stream, index + 1, commits));
}

test("a commit's text is its subject and each segment of its paths once, old names among them", async () => {
  const stream = newStream();
  const changes = [{ path: 'lib/router.ts', status: 'R' as const, oldPath: 'lib/route.ts' }, { path: 'lib/app.ts' }];
  await importCommits(activities, storage, stream, [{ credit: [ada], subject: 'Fix the router', changes }]);
  const { term_posting, text_size } = await rowsOf(stream);
  const counts = Object.fromEntries(
    (term_posting as { term: string; postings: number[] }[]).map(({ term, postings }) => [
      term,
      Number((BigInt(postings[0] as number) >> 8n) & 255n),
    ]),
  );
  expect(Object.keys(counts).sort()).toEqual(['app', 'fix', 'lib', 'rout', 'router', 'ts']);
  expect(text_size).toEqual([{ credit_set: ada, commits: 1, terms: 9 }]);
});

test('merges are in no week and no text', async () => {
  const stream = newStream();
  await importCommits(activities, storage, stream, [{ parents: 2, subject: 'Merge branch router' }]);
  expect(await rowsOf(stream)).toEqual(Object.fromEntries(TABLES.map((table) => [table, []])));
});

test("a term's postings are in order, whichever batch came first", async () => {
  const stream = newStream();
  const commit = (digit: string) => ({ sha: digit.repeat(40), credit: [ada], subject: 'router' });
  await applyAll(stream, [[commit('3'), commit('2')], [commit('1')]]);
  const [row] = (await rowsOf(stream)).term_posting as { postings: number[] }[];
  expect(row?.postings).toHaveLength(3);
  expect(row?.postings).toEqual(row?.postings.toSorted((a, b) => a - b));
});

const anyCommit = fc.record({
  at: fc.integer({ min: 1_767_600_000, max: 1_767_600_000 + 20 * 86_400 }),
  parents: fc.constantFrom(0, 1, 2),
  credit: fc.constantFrom([ada], [bob], [ada, bob], [bob, ada]),
  subject: fc.constantFrom('fix router', 'router: router again', 'test', ''),
  path: fc.constantFrom('lib/router.ts', 'test/app.ts'),
});

test('batches in any order, and as many as you like, give the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCommit, { minLength: 2, maxLength: 12 }), fc.nat(), async (given, cut) => {
      const commits = given.map(({ path, ...commit }, i) => ({
        ...commit,
        sha: testSha(`commit ${i}`),
        changes: commit.parents > 1 ? [] : [{ path }],
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

test('a second workspace sees nothing of the first', async () => {
  await importCommits(activities, storage, newStream(), [{ subject: 'router' }]);
  await inWorkspace(database.pool, randomUUID(), async (db) => {
    for (const table of [...TABLES, 'credit_set'])
      expect((await db.query(`select from projection.${table}`)).rowCount, table).toBe(0);
  });
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
  expect(tables.length).toBeGreaterThan(9);
  for (const { name } of tables) expect((await database.pool.query(`select from ${name}`)).rowCount, name).toBe(0);
  expect((await database.pool.query('select from projection.credit_set_person')).rowCount).toBe(0);
});
