import { randomUUID } from 'node:crypto';
import { namedId } from '@trellis/contributions/ids.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { createMemoryStorage, importCommits, putIdentities, testSha } from '@trellis/projection/testing.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivities } from '../activities/create-activities.ts';
import { readSimilarWork } from './similar-work.ts';

const storage = createMemoryStorage();
let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;

beforeAll(async () => {
  database = await createTestDatabase('predictions');
  activities = createActivities({ pool: database.pool, storage });
});
afterAll(() => database.drop());

const PEOPLE = ['ada', 'bob', 'eve'];
const alias = (name: string) => namedId('alias', name);

interface Work {
  readonly who: string;
  readonly words: readonly string[];
}

/** BM25 as it is written down, over commits as texts, summed by person. */
function literalScores(work: readonly Work[], query: readonly string[]): Map<string, number> {
  const [k1, b] = [1.2, 0.75];
  const average = work.reduce((sum, { words }) => sum + words.length, 0) / work.length;
  const scores = new Map<string, number>();
  for (const { who, words } of work)
    for (const term of query) {
      const f = words.filter((word) => word === term).length;
      if (f === 0) continue;
      const n = work.filter((other) => other.words.includes(term)).length;
      const idf = Math.log(1 + (work.length - n + 0.5) / (n + 0.5));
      const score = (idf * f * (k1 + 1)) / (f + k1 * (1 - b + (b * words.length) / average));
      scores.set(who, (scores.get(who) ?? 0) + score);
    }
  return scores;
}

async function importWork(work: readonly Work[]) {
  const stream = { workspaceId: randomUUID(), repositoryId: randomUUID(), generation: randomUUID() };
  const commits = work.map(({ who, words }, i) => ({
    sha: testSha(`${stream.generation} ${i}`),
    credit: [alias(who)],
    subject: words.join(' '),
  }));
  await importCommits(activities, storage, stream, commits);
  const people = PEOPLE.map((name) => ({ aliasId: alias(name), developerId: namedId('developer', name) }));
  await activities.applyIdentities(await putIdentities(storage, stream.workspaceId, 1, people));
  return stream;
}

const anyWord = fc.constantFrom('router', 'parser', 'session', 'view', 'header', 'test');
const anyWork = fc.record({
  who: fc.constantFrom(...PEOPLE),
  words: fc.array(anyWord, { minLength: 1, maxLength: 8 }),
});

test('scores are those of BM25 written down literally', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyWork, { minLength: 1, maxLength: 15 }),
      fc.uniqueArray(anyWord, { minLength: 1, maxLength: 3 }),
      async (work, words) => {
        const stream = await importWork(work);
        const { workspaceId } = stream;
        const matches = await inWorkspace(database.pool, workspaceId, (db) =>
          readSimilarWork(db, { workspaceId, generations: [stream.generation], terms: words, except: [], limit: 10 }),
        );
        const expected = [...literalScores(work, words)].sort(([, a], [, b]) => b - a);
        expect(matches).toHaveLength(expected.length);
        for (const [who, score] of expected) {
          const match = matches.find((one) => one.developerId === namedId('developer', who));
          expect(match?.score).toBeCloseTo(score, 9);
        }
        expect(matches.map((one) => one.score)).toEqual(matches.map((one) => one.score).sort((a, b) => b - a));
      },
    ),
    { numRuns: 25 },
  );
});

test("a search reads its terms' postings by the key, under row-level security too", async () => {
  const stream = await importWork([{ who: 'ada', words: ['router'] }]);
  await database.ownerPool.query(
    `insert into projection.term_posting
     select $1, $2, 'term' || i, md5(i::text)::uuid, array[i::bigint] from generate_series(1, 50000) i`,
    [stream.workspaceId, stream.generation],
  );
  await database.ownerPool.query('analyze projection.term_posting');
  const plan = await inWorkspace(database.pool, stream.workspaceId, (db) =>
    db.query(
      `explain select * from projection.term_posting
       where workspace_id = $1 and generation = any ($2::uuid[]) and term = any ($3::text[])`,
      [stream.workspaceId, [stream.generation], ['router', 'term7']],
    ),
  );
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index Scan using term_posting_pkey|Bitmap Index Scan on term_posting_pkey/);
  expect(text).toMatch(/Index Cond: .*term = ANY/);
});
