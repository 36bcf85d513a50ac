import { randomUUID } from 'node:crypto';
import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, type RawCommit, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { createTeamsWorld, type TeamsWorld } from '../testing/teams-world.ts';

const DAY = 86_400;
const COMMITS: readonly RawCommit[] = [
  {
    sha: shaOf('1'),
    at: 10 * DAY,
    by: ['ann'],
    changes: [
      { status: 'A', path: 'a' },
      { status: 'A', path: 'b' },
    ],
  },
  { sha: shaOf('2'), at: 11 * DAY, by: ['bob', 'ann'], changes: [{ status: 'M', path: 'a' }] },
  {
    sha: shaOf('3'),
    at: 12 * DAY,
    by: ['bob'],
    changes: [
      { status: 'R', path: 'c', oldPath: 'a' },
      { status: 'D', path: 'b' },
    ],
  },
  { sha: shaOf('4'), at: 12 * DAY + 5, by: ['cho'], changes: [], parents: 2 },
  { sha: shaOf('5'), at: 9 * DAY, by: ['ann'], changes: [{ status: 'M', path: 'c' }] },
  { sha: shaOf('6'), at: 13 * DAY, by: ['ann'], changes: [{ status: 'M', path: 'c' }] },
];
const HISTORY: RawHistory = {
  commits: COMMITS,
  head: { c: 'source' },
  aliases: { ann: { person: 'Ann' }, bob: { person: 'Bob' }, cho: { person: 'Cho' } },
};

let world: TeamsWorld;
beforeAll(async () => {
  world = await createTeamsWorld();
});
afterAll(() => world.drop());

describe('applyBatch', () => {
  it('adds up additions, deliveries, renames, first and last commits by path and credit', async () => {
    const ref = await world.import(HISTORY);
    expect(await pathCredits(ref)).toEqual([
      `a ann +1 ~0 first ${10 * DAY} ${shaOf('1')} last ${10 * DAY}`,
      `a bob,ann +0 ~1 first ${11 * DAY} ${shaOf('2')} last ${11 * DAY}`,
      `b ann +1 ~0 first ${10 * DAY} ${shaOf('1')} last ${10 * DAY}`,
      `c ann +0 ~2 first ${9 * DAY} ${shaOf('5')} last ${13 * DAY}`,
      `c bob +0 ~1 first ${12 * DAY} ${shaOf('3')} last ${12 * DAY}`,
    ]);
    expect(
      await rows(
        ref,
        'select n.path, o.path as old from projection.rename r join projection.path n using (generation, path_id) join projection.path o on o.generation = r.generation and o.path_id = r.old_path_id where r.generation = $1',
      ),
    ).toEqual([{ path: 'c', old: 'a' }]);
  });

  it('counts no merge as work, and still knows whom it credits', async () => {
    const ref = await world.import(HISTORY);
    expect(
      await rows(ref, 'select sum(commits)::int as commits from projection.credit_day where generation = $1'),
    ).toEqual([{ commits: 5 }]);
    expect(await rows(ref, 'select count(*)::int as credits from projection.credit where generation = $1')).toEqual([
      { credits: 4 },
    ]);
  });

  it('skips a batch that was applied already', async () => {
    const ref = await world.begin();
    await world.apply(ref, 1, COMMITS);
    const once = await pathCredits(ref);
    await world.apply(ref, 1, COMMITS);
    expect(await pathCredits(ref)).toEqual(once);
  });

  it('refuses a batch out of sequence', async () => {
    const ref = await world.begin();
    await expect(world.apply(ref, 2, COMMITS)).rejects.toMatchObject({
      type: 'BATCH_OUT_OF_SEQUENCE',
      nonRetryable: true,
    });
  });

  it('gives the same sums whatever the order and the size of the batches', async () => {
    const [whole, forward, backward] = [await world.begin(), await world.begin(), await world.begin()];
    await world.apply(whole, 1, COMMITS);
    await world.apply(forward, 1, COMMITS.slice(0, 5));
    await world.apply(forward, 2, COMMITS.slice(5));
    await world.apply(backward, 1, COMMITS.slice(5));
    await world.apply(backward, 2, COMMITS.slice(0, 5));
    expect(await pathCredits(forward)).toEqual(await pathCredits(whole));
    expect(await pathCredits(backward)).toEqual(await pathCredits(whole));
  });

  it('keeps a date that no calendar can write at the nearest one that can be', async () => {
    const ref = await world.begin();
    const commits = [-1e14, 1e14].map(
      (at): RawCommit => ({ sha: shaOf(`${at}`), at, by: ['ann'], changes: [{ status: 'M', path: 'a' }] }),
    );
    await world.apply(ref, 1, commits);
    expect(await rows(ref, 'select day from projection.credit_day where generation = $1 order by day')).toEqual([
      { day: '0001-01-01' },
      { day: '9999-12-31' },
    ]);
  });

  it('takes a path longer than an index entry may be', async () => {
    const ref = await world.begin();
    const path = Array.from({ length: 900 }, (_, n) => shaOf(`${n}`)).join('/');
    await world.apply(ref, 1, [{ sha: shaOf('long'), at: 0, by: ['ann'], changes: [{ status: 'A', path }] }]);
    expect(await rows(ref, 'select path from projection.path where generation = $1')).toEqual([{ path }]);
  });
});

describe('applyHead', () => {
  it('makes exactly the files it lists the ones at the head', async () => {
    const ref = await world.import(HISTORY);
    await world.finish(ref, { ...HISTORY, head: { b: 'docs', new: 'source' } });
    const head = 'select path, class from projection.path where generation = $1 and at_head order by path';
    expect(await rows(ref, head)).toEqual([
      { path: 'b', class: 'docs' },
      { path: 'new', class: 'source' },
    ]);
  });

  it('refuses a generation that was not begun', async () => {
    const ref = { workspaceId: randomUUID(), repositoryId: randomUUID(), generation: randomUUID() };
    await expect(world.activities.applyHead({ ...ref, objectKey: await world.put([]) })).rejects.toMatchObject({
      type: 'GENERATION_UNKNOWN',
    });
  });

  it('raises and mirrors the epoch where readers see the generation', async () => {
    const ref = await world.import(HISTORY);
    const before = world.mirrored.length;
    await world.activities.applyHead({ ...ref, objectKey: await world.put([]) });
    expect(world.mirrored.slice(before)).toHaveLength(1);
  });
});

describe('a generation', () => {
  it('is swapped in by its activation, and the one before is deleted with all its rows', async () => {
    const old = await world.import(HISTORY);
    const next = await world.import(HISTORY, { ref: { workspaceId: old.workspaceId, repositoryId: old.repositoryId } });
    await world.activities.dropRetiredGenerations(old);
    expect(await pathCredits(old)).toEqual([]);
    expect(await pathCredits(next)).toHaveLength(5);
    for (const table of ['path', 'credit', 'path_credit', 'rename', 'file_change', 'credit_day'])
      expect(await rows(old, `select 1 from projection.${table} where generation = $1`)).toEqual([]);
  });
});

describe('the service role', () => {
  it('sees nothing without a workspace, and nothing of another workspace', async () => {
    const ref = await world.import(HISTORY);
    const tables = await world.database.ownerPool.query<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('record', 'projection')`,
    );
    expect(tables.rows.length).toBeGreaterThan(15);
    for (const { name } of tables.rows) {
      const outside = await world.database.pool.query(`select count(*) from ${name}`);
      const elsewhere = await inWorkspace(world.database.pool, randomUUID(), (db) =>
        db.query(`select count(*) from ${name}`),
      );
      expect([name, outside.rows[0], elsewhere.rows[0]]).toEqual([name, { count: 0 }, { count: 0 }]);
    }
    await expect(
      inWorkspace(world.database.pool, randomUUID(), (db) =>
        db.query('insert into record.epoch values ($1, 1)', [ref.workspaceId]),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('owns nothing, and may not switch the isolation off', async () => {
    const { rows: owned } = await world.database.ownerPool.query(
      `select relname from pg_class where pg_get_userbyid(relowner) = 'trellis_teams'`,
    );
    expect(owned).toEqual([]);
    const { rows: open } = await world.database.ownerPool.query(
      `select tablename from pg_tables where schemaname in ('record', 'projection') and not rowsecurity`,
    );
    expect(open).toEqual([]);
  });
});

async function rows(ref: GenerationRef, text: string) {
  return (await world.database.ownerPool.query(text, [ref.generation])).rows;
}

async function pathCredits({ generation }: GenerationRef): Promise<string[]> {
  const names = new Map(['ann', 'bob', 'cho'].map((name) => [idOf(name), name]));
  const { rows: found } = await world.database.ownerPool.query(
    `select p.path, k.alias_ids, c.*, encode(c.first_sha, 'hex') as sha
     from projection.path_credit c join projection.path p using (generation, path_id) join projection.credit k using (generation, credit_no)
     where c.generation = $1`,
    [generation],
  );
  return found
    .map((row) => {
      const by = (row.alias_ids as string[]).map((id) => names.get(id));
      return `${row.path} ${by} +${row.additions} ~${row.deliveries} first ${row.first_at} ${row.sha} last ${row.last_at}`;
    })
    .sort();
}
