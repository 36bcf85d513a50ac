import { namedId } from '@trellis/contributions/ids.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommitPage, commitPageQuery } from './commits.ts';

const HISTORY = 30_000;
const workspaceId = namedId('workspace');
const generations = [namedId('one'), namedId('two')];
const creditSets = [namedId('ada'), namedId('ada at work')];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('analytics');
  for (const generation of generations)
    await database.ownerPool.query(
      `insert into projection.commit select $1, $2::uuid, sha256(($2::text || i)::bytea), ($3::uuid[])[1 + i % 2],
         array[($3::uuid[])[1 + i % 2]], i * 3600, 0, i * 3600, '1970-01-01'::date + i / 24, 1, false, 1, 1, 1, 1, 1, ''
       from generate_series(1, ${HISTORY}) as i`,
      [workspaceId, generation, creditSets],
    );
  await database.ownerPool.query('analyze projection.commit');
});
afterAll(() => database.drop());

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Reads of the commit table while a page is read: which indexes, and how many rows in all. */
async function readsOf(page: CommitPage) {
  const { text, values } = commitPageQuery(page);
  const explained = await inWorkspace(database.pool, workspaceId, (db) =>
    db.query(`explain (analyze, format json) ${text}`, values),
  );
  const scans: PlanNode[] = [];
  const visit = (node: PlanNode) => {
    if (/Scan/.test(node['Node Type']) && node['Node Type'] !== 'Function Scan') scans.push(node);
    node.Plans?.forEach(visit);
  };
  visit(explained.rows[0]['QUERY PLAN'][0].Plan);
  const rows = scans.map(
    (scan) => (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops'],
  );
  return {
    indexes: new Set(scans.map((scan) => scan['Index Name'])),
    rows: rows.reduce((sum, count) => sum + count, 0),
  };
}

const limit = 51;
const middle = [(HISTORY / 2) * 3_600, 'ff'] as const;

test.each([
  { about: 'first', after: undefined, window: undefined },
  { about: 'middle', after: middle, window: undefined },
  { about: 'windowed', after: undefined, window: { from: '1971-01-01', to: '1971-12-31' } },
])("the $about page of a person's commits reads no more of the history than itself", async ({ after, window }) => {
  const { indexes, rows } = await readsOf({ workspaceId, generations, creditSets, after, window, limit });
  expect(indexes).toEqual(new Set(['commit_credit_newest']));
  expect(rows).toBeLessThan(generations.length * creditSets.length * (limit + 150));
});

test("the middle page of a repository's commits reads no more of the history than itself", async () => {
  const { indexes, rows } = await readsOf({ workspaceId, generations: generations.slice(0, 1), after: middle, limit });
  expect(indexes).toEqual(new Set(['commit_newest']));
  expect(rows).toBeLessThan(limit + 150);
});
