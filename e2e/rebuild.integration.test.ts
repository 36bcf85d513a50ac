import { namedId } from '@trellis/contributions/ids.ts';
import { PROJECTIONS } from '@trellis/contributions/projection.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHistory } from './harness/arbitrary-repository.ts';
import { createTestRepository } from './harness/git-repository.ts';
import { type CanonicalRows, canonicalRows } from './harness/projection-rows.ts';
import { type ImportEnd, type RebuildingTrellis, startRebuildingTrellis } from './harness/rebuilding-trellis.ts';

/** `TRELLIS_REBUILD_SEEDS`: the first and the last history, e.g. `1-50`. */
const [first = 21, last = 22] = (process.env.TRELLIS_REBUILD_SEEDS ?? '21-22').split('-').map(Number);
const SEEDS = Array.from({ length: last - first + 1 }, (_, n) => first + n);
const STEPS = 8;

let trellis: RebuildingTrellis;
let fresh: RebuildingTrellis;

beforeAll(async () => {
  trellis = await startRebuildingTrellis();
  fresh = await startRebuildingTrellis({ keys: trellis.installation.config.keys });
});
afterAll(async () => {
  await trellis.stop();
  await fresh.stop();
});

/** Everything, as a rebuild has to leave it. */
const rowsOf = (workspace: string, { repository }: ImportEnd, state?: string) =>
  canonicalRows(trellis.installation, workspace, repository.id, 'same', state);

/** What depends on the head alone. */
const headRowsOf = (workspace: string, { repository }: ImportEnd, of: RebuildingTrellis) =>
  canonicalRows(of.installation, workspace, repository.id);

/** Table by table, so that a difference names the table and its rows. */
function expectSameRows(found: CanonicalRows, expected: CanonicalRows, when: string): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [table, rows] of Object.entries(expected)) expect(found[table], `${table} ${when}`).toEqual(rows);
}

/** Generations of a repository by subgraph: which rows readers see, and how many of any kind there are. */
async function generations(workspace: string, subgraph: (typeof PROJECTIONS)[number]) {
  const { rows } = await trellis.installation.databases[subgraph].ownerPool.query<{
    generation: string;
    stream: string;
    state: string;
  }>('select generation, stream, state from record.generation where workspace_id = $1 order by begun_at', [workspace]);
  return rows;
}

describe('rows that are rebuilt', () => {
  it.concurrent.each(SEEDS)(
    'are those of the imports before, which go on upon them, and those of one import (history %i)',
    async (seed) => {
      const workspace = namedId('rebuild', String(seed));
      const repository = createTestRepository();
      const history = writeHistory(repository, seed, STEPS);
      let newest: ImportEnd | undefined;
      const told: string[] = [];
      for (const step of history) {
        newest = await trellis.importInto(workspace, repository.path);
        told.push(step);
        if (told.length % 3 !== 0) continue;
        const before = await rowsOf(workspace, newest);
        await trellis.rebuild(workspace);
        expectSameRows(await rowsOf(workspace, newest), before, `rebuilt after ${told.join(', ')}`);
      }
      const whole = await fresh.importInto(workspace, repository.path);
      expect(newest?.repository).toEqual(whole.repository);
      const expected = await headRowsOf(workspace, whole, fresh);
      expect(expected['analytics.commit']).toHaveLength(whole.repository.commitCount);
      expectSameRows(await headRowsOf(workspace, whole, trellis), expected, `after ${told.join(', ')}`);
      await trellis.rebuild(workspace);
      expectSameRows(
        await headRowsOf(workspace, whole, trellis),
        expected,
        `rebuilt at last, after ${told.join(', ')}`,
      );
      repository.remove();
    },
    240_000,
  );

  it('stand under another generation of the same stream, and the old ones are deleted', async () => {
    const workspace = namedId('rebuild', 'swap');
    const repository = createTestRepository();
    repository.write({ 'a.ts': 'export const a = 1;\n' });
    repository.commit();
    await trellis.importInto(workspace, repository.path);
    const before = await generations(workspace, 'analytics');
    await trellis.rebuild(workspace, 'analytics');
    await expect.poll(() => generations(workspace, 'analytics')).toHaveLength(1);
    const [after] = await generations(workspace, 'analytics');
    expect(after).toMatchObject({ stream: before[0]?.generation, state: 'current' });
    expect(after?.generation).not.toBe(before[0]?.generation);
    const { rows } = await trellis.installation.databases.analytics.ownerPool.query(
      'select distinct generation from projection.commit where workspace_id = $1',
      [workspace],
    );
    expect(rows).toEqual([{ generation: after?.generation }]);
    expect(await generations(workspace, 'teams')).toEqual([
      expect.objectContaining({ generation: before[0]?.generation }),
    ]);
    repository.remove();
  });

  it('count a commit that two repositories share where it counted before', async () => {
    const workspace = namedId('rebuild', 'shared');
    const one = createTestRepository('one');
    for (const n of [1, 2, 3]) {
      one.write({ 'a.ts': `export const a = ${n};\n` });
      one.commit({ at: `2024-03-0${n}T10:00:00+0200` });
    }
    const two = createTestRepository('two');
    two.git('pull', '-q', one.path, 'main');
    two.write({ 'b.ts': 'export const b = 1;\n' });
    two.commit({ at: '2024-04-01T10:00:00+0200' });
    const ends = [
      await trellis.importInto(workspace, one.path),
      await trellis.importInto(workspace, two.path),
    ] as const;
    const before = [await rowsOf(workspace, ends[0]), await rowsOf(workspace, ends[1])] as const;
    for (const table of ['developers.shared_day', 'analytics.shared_activity', 'predictions.shared_week'])
      expect([...(before[0][table] ?? []), ...(before[1][table] ?? [])], table).not.toEqual([]);
    await trellis.rebuild(workspace);
    expectSameRows(await rowsOf(workspace, ends[0]), before[0], 'of the first repository');
    expectSameRows(await rowsOf(workspace, ends[1]), before[1], 'of the second repository');
    one.remove();
    two.remove();
  });

  it('are those of past states too, which are found by the same id', async () => {
    const workspace = namedId('rebuild', 'past');
    const repository = createTestRepository();
    for (const n of [1, 2, 3]) {
      repository.write({ [`${n}.ts`]: `export const a = ${n};\n` });
      repository.commit({ at: `2024-03-0${n}T10:00:00+0200` });
    }
    const current = await trellis.importInto(workspace, repository.path);
    const { deriveState } = await trellis.ask<{ deriveState: { id: string } }>(
      workspace,
      'mutation ($id: ID!) { deriveState(input: { repositoryId: $id, until: "2024-03-02" }) { id } }',
      { id: current.repository.id },
    );
    const { stateId } = await trellis.importEnd(workspace, deriveState.id);
    const before = await rowsOf(workspace, current, stateId as string);
    expect(before['teams.file_change']).toHaveLength(2);
    await trellis.rebuild(workspace);
    expectSameRows(await rowsOf(workspace, current, stateId as string), before, 'of the past state');
    for (const subgraph of PROJECTIONS)
      await expect
        .poll(async () => (await generations(workspace, subgraph)).map((row) => row.state).sort(), {
          message: subgraph,
        })
        .toEqual(['current', 'past']);
    const found = await generations(workspace, 'teams');
    expect(found.map(({ generation, stream }) => generation === stream)).toEqual([false, false]);
    repository.remove();
  });

  it('are there again where the projection was lost', async () => {
    const workspace = namedId('rebuild', 'lost');
    const repository = createTestRepository();
    repository.write({ 'a.ts': 'export const a = 1;\n' });
    repository.commit();
    const end = await trellis.importInto(workspace, repository.path);
    const before = await rowsOf(workspace, end);
    for (const subgraph of PROJECTIONS) {
      const { ownerPool } = trellis.installation.databases[subgraph];
      const { rows } = await ownerPool.query<{ name: string }>(
        `select schemaname || '.' || tablename as name from pg_tables
         where schemaname = 'projection' or tablename in ('generation', 'applied_batch')`,
      );
      for (const { name } of rows) await ownerPool.query(`delete from ${name} where workspace_id = $1`, [workspace]);
    }
    await trellis.rebuild(workspace);
    expectSameRows(await rowsOf(workspace, end), before, 'after they were lost');
    repository.remove();
  });
});
