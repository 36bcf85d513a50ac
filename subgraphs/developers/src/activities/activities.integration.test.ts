import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { createMemoryStorage, importCommits, putBatch, type TestCommit } from '@trellis/projection/testing.ts';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { aliasIdOf, newStream, putAliases } from '../testing.ts';
import { createActivities } from './create-activities.ts';

let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;
const storage = createMemoryStorage();

beforeAll(async () => {
  database = await createTestDatabase('developers');
  activities = createActivities({ pool: database.pool, storage });
});
afterAll(() => database.drop());

const rows = (workspaceId: string, sql: string, values: unknown[] = []) =>
  inWorkspace(database.pool, workspaceId, async (db) => (await db.query(sql, values)).rows);

const ANN = 'Ann Lee <ann@corp.example.org>';
const day = (text: string) => Date.parse(`${text}T12:00:00Z`) / 1000;
const source = (path: string, added: number, deleted = 0, language: string | null = 'TypeScript') => ({
  path,
  added,
  deleted,
  language,
});

/** All projected rows of a workspace's current states, without the generation. */
const projected = async (workspaceId: string) => ({
  summaries: await rows(workspaceId, 'select * from projection.credit_summary order by credit_set').then(withoutStream),
  days: await rows(workspaceId, 'select * from projection.activity_day order by credit_set, day').then(withoutStream),
  languages: await rows(workspaceId, 'select * from projection.language_day order by credit_set, day, language').then(
    withoutStream,
  ),
  sets: await rows(workspaceId, 'select * from projection.credit_set order by credit_set, alias_id').then(
    withoutStream,
  ),
});
const withoutStream = (found: Record<string, unknown>[]) =>
  found.map(({ workspace_id: _w, generation: _g, ...row }) => row);

describe('batches', () => {
  const history = (workspaceId: string): TestCommit[][] => {
    const ann = aliasIdOf(workspaceId, ANN);
    const bo = aliasIdOf(workspaceId, 'Bo Ek <bo@corp.org>');
    return [
      [
        { at: day('2026-01-05'), credit: [ann], changes: [source('a.ts', 5, 1), source('b.py', 2, 0, 'Python')] },
        { at: day('2026-01-05') + 12 * 3600, off: 60, credit: [ann, bo], changes: [source('a.ts', 1)] },
        { at: day('2026-01-06'), credit: [bo], parents: 2 },
      ],
      [
        { at: day('2026-01-01'), credit: [ann], changes: [{ ...source('x.min.js', 900), class: 'generated' }] },
        { at: day('2026-01-05'), credit: [bo, ann], changes: [source('a.ts', 1, 1)] },
      ],
    ];
  };

  it('sums commits and lines of source files by credit set, local day and language', async () => {
    const stream = newStream();
    const [first = [], second = []] = history(stream.workspaceId);
    await importCommits(activities, storage, stream, [...first, ...second]);
    const ann = aliasIdOf(stream.workspaceId, ANN);
    const { summaries, days, languages, sets } = await projected(stream.workspaceId);
    expect(summaries).toHaveLength(2);
    expect(summaries).toContainEqual({
      credit_set: ann,
      commits: 2,
      first_day: '2026-01-01',
      last_day: '2026-01-05',
      last_at: day('2026-01-05'),
    });
    expect(days.filter((row) => row.credit_set === ann)).toEqual([
      { credit_set: ann, day: '2026-01-01', commits: 1, lines_added: 0, lines_deleted: 0 },
      { credit_set: ann, day: '2026-01-05', commits: 1, lines_added: 7, lines_deleted: 1 },
    ]);
    expect(days.filter((row) => row.credit_set !== ann).map((row) => row.day)).toEqual(['2026-01-05', '2026-01-06']);
    expect(languages.filter((row) => row.credit_set === ann).map((row) => [row.language, row.changes])).toEqual([
      ['Python', 1],
      ['TypeScript', 1],
    ]);
    expect(sets.filter((row) => row.credit_set !== ann)).toHaveLength(3);
  });

  it('gives the same rows whichever batch comes first, and however often one is applied', async () => {
    const workspaceId = newStream().workspaceId;
    const [first = [], second = []] = history(workspaceId);
    const together = newStream(workspaceId);
    await importCommits(activities, storage, together, [...first, ...second]);
    const expected = await projected(workspaceId);
    for (const [one = [], other = []] of [
      [first, second],
      [second, first],
    ]) {
      const apart = { ...together, generation: newStream().generation };
      await importCommits(activities, storage, apart, one);
      await activities.dropRetiredGenerations(apart);
      const increment = await putBatch(storage, apart, 2, other);
      await activities.applyBatch(increment);
      await activities.applyBatch(increment);
      expect(await projected(workspaceId)).toEqual(expected);
    }
  });

  it('refuses a batch out of sequence', async () => {
    const stream = newStream();
    await activities.beginGeneration({ ...stream, kind: 'current', until: null });
    await expect(activities.applyBatch(await putBatch(storage, stream, 2, [{}]))).rejects.toMatchObject({
      type: 'BATCH_OUT_OF_SEQUENCE',
      nonRetryable: true,
    });
  });

  it('deletes the rows of the state before once a rewritten branch took its place', async () => {
    const old = newStream();
    await importCommits(activities, storage, old, [{ credit: [aliasIdOf(old.workspaceId, ANN)] }]);
    const next = { ...old, generation: newStream().generation };
    await importCommits(activities, storage, next, []);
    await activities.dropRetiredGenerations(old);
    expect((await projected(old.workspaceId)).days).toEqual([]);
  });
});

test('a new state is read with statistics of its rows, without waiting for the server to gather them', async () => {
  await importCommits(activities, storage, newStream(), [{ changes: [source('a.ts', 1)] }]);
  const { rows: tables } = await database.ownerPool.query(
    `select relname from pg_class where relnamespace = 'projection'::regnamespace and relkind = 'r'
       and relname <> 'shared_day' and reltuples <= 0`,
  );
  expect(tables).toEqual([]);
});

describe('names', () => {
  it('come from an alias file that is deleted once applied, and applying it again changes nothing', async () => {
    const stream = newStream();
    const file = await putAliases(storage, stream, [ANN, 'Łukasz Ñandú <l@corp.org>']);
    await activities.applyAliases(file);
    expect(await storage.exists(file.objectKey)).toBe(false);
    await activities.applyAliases(file);
    expect(await rows(stream.workspaceId, 'select name, email, sort_name from record.alias order by name')).toEqual([
      { name: 'Ann Lee', email: 'ann@corp.example.org', sort_name: 'ann lee' },
      { name: 'Łukasz Ñandú', email: 'l@corp.org', sort_name: 'lukasz nandu' },
    ]);
  });

  it('stand in no table of the projection and in no other table than alias and mailmap_entry of the record', async () => {
    const { rows: columns } = await database.ownerPool.query(
      `select table_schema || '.' || table_name as at from information_schema.columns
       where table_schema in ('record', 'projection') and column_name ~ '(^|_)(name|email|text)$'`,
    );
    expect(new Set(columns.map((column) => column.at))).toEqual(new Set(['record.alias', 'record.mailmap_entry']));
  });

  it('of one person in two workspaces have different ids', () => {
    expect(aliasIdOf(newStream().workspaceId, ANN)).not.toBe(aliasIdOf(newStream().workspaceId, ANN));
  });

  it('keep the earliest first commit, whichever file says it', async () => {
    const stream = newStream();
    await activities.applyAliases(await putAliases(storage, stream, ['X <x@x.org>', ANN]));
    await activities.applyAliases(await putAliases(storage, stream, [ANN]));
    await activities.applyAliases(await putAliases(storage, stream, ['X <x@x.org>', 'Y <y@x.org>', ANN]));
    const [ann] = await rows(stream.workspaceId, `select first_at from record.alias where name = 'Ann Lee'`);
    expect(ann).toEqual({ first_at: 1_000_000 });
  });
});

describe('the service role', () => {
  it('owns nothing, and sees and writes no row without a workspace or of another one', async () => {
    const stream = newStream();
    await activities.applyAliases(await putAliases(storage, stream, [ANN], [{ commitEmail: 'a@x.org' }]));
    await activities.resolveIdentities({ workspaceId: stream.workspaceId, knownVersion: 0 });
    await importCommits(activities, storage, stream, [{ changes: [source('a.ts', 1)] }]);
    const { rows: tables } = await database.ownerPool.query(
      `select schemaname || '.' || tablename as name, tableowner from pg_tables where schemaname in ('record', 'projection')`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name, tableowner } of tables) {
      expect(tableowner).toBe('trellis_developers_owner');
      expect((await database.pool.query(`select * from ${name}`)).rows).toEqual([]);
      expect(await rows(newStream().workspaceId, `select * from ${name}`)).toEqual([]);
    }
    await expect(
      rows(newStream().workspaceId, 'insert into record.epoch (workspace_id, epoch) values ($1, 1)', [
        stream.workspaceId,
      ]),
    ).rejects.toThrow('row-level security');
  });
});
