import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedRepository } from '@trellis/bench/generated-history.ts';
import { namedId } from '@trellis/contributions/ids.ts';
import { PROJECTIONS } from '@trellis/contributions/projection.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CanonicalRows, canonicalRows } from './harness/projection-rows.ts';
import { type ImportEnd, type RebuildingTrellis, startRebuildingTrellis } from './harness/rebuilding-trellis.ts';

/** `TRELLIS_REBUILD_KILLS`: how often the worker is killed. */
const KILLS = Number(process.env.TRELLIS_REBUILD_KILLS ?? 2);

const scratch = mkdtempSync(path.join(tmpdir(), 'trellis-rebuild-'));
let trellis: RebuildingTrellis;
let fresh: RebuildingTrellis;
let worker: ChildProcess;
let repository: string;
let commits: string[];

beforeAll(async () => {
  trellis = await startRebuildingTrellis({ analysis: false });
  fresh = await startRebuildingTrellis({ keys: trellis.installation.config.keys });
  worker = await startWorker();
  repository = await generatedRepository(scratch, { commits: 1_600, files: 60, people: 12, seed: 7 });
  commits = git('rev-list', '--first-parent', '--reverse', 'main').split('\n');
}, 60_000);
afterAll(async () => {
  worker.kill('SIGKILL');
  await trellis.stop();
  await fresh.stop();
  rmSync(scratch, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8' }).trim();
}

async function startWorker(): Promise<ChildProcess> {
  const started = spawn(process.execPath, [path.join(import.meta.dirname, 'harness/analysis-process.ts')], {
    env: { ...process.env, TRELLIS_TEST_CONFIG: JSON.stringify(trellis.installation.config) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(started, 'message');
  return started;
}

const rowsOf = (workspace: string, { repository: { id } }: ImportEnd) =>
  canonicalRows(trellis.installation, workspace, id, 'same');

async function expectFreshRows(workspace: string, end: ImportEnd): Promise<void> {
  const whole = await fresh.importInto(workspace, repository);
  const expected = await canonicalRows(fresh.installation, workspace, whole.repository.id);
  expect(expected['analytics.commit']).toHaveLength(whole.repository.commitCount);
  expectSameRows(await canonicalRows(trellis.installation, workspace, end.repository.id), expected);
}

function expectSameRows(found: CanonicalRows, expected: CanonicalRows): void {
  for (const [table, rows] of Object.entries(expected)) expect(found[table], table).toEqual(rows);
}

describe('a rebuild that something comes in between of', () => {
  it('follows imports that go on meanwhile, however often it is begun', async () => {
    const workspace = namedId('rebuild', 'while importing');
    const heads = [0.3, 0.45, 0.6, 0.75, 0.9, 1].map(
      (share) => commits[Math.ceil(commits.length * share) - 1] as string,
    );
    git('update-ref', 'refs/heads/main', heads[0] as string);
    let end = await trellis.importInto(workspace, repository);
    let importing = true;
    let rebuilds = 0;
    const rebuilding = (async () => {
      for (; importing; rebuilds++) await trellis.rebuild(workspace);
    })();
    for (const head of heads.slice(1)) {
      git('update-ref', 'refs/heads/main', head);
      end = await trellis.importInto(workspace, repository);
    }
    importing = false;
    await rebuilding;
    expect(rebuilds).toBeGreaterThan(1);
    await expectFreshRows(workspace, end);
  }, 240_000);

  it('goes on from the batches it has when its worker is killed', async () => {
    const workspace = namedId('rebuild', 'killed');
    const end = await trellis.importInto(workspace, repository);
    const before = await rowsOf(workspace, end);
    const { ownerPool } = trellis.installation.databases.teams;
    const operation = await trellis.beginRebuild(workspace, 'teams');
    for (let kill = 0; kill < KILLS; kill++) {
      // In the middle of its batches, a little further each time.
      await expect
        .poll(
          async () =>
            (
              await ownerPool.query(
                'select from record.generation where workspace_id = $1 and stream <> generation and applied_through > $2',
                [workspace, Math.min(kill, 2)],
              )
            ).rowCount,
          { timeout: 30_000, interval: 5 },
        )
        .toBe(1);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      // Readers see what they saw.
      expectSameRows(await rowsOf(workspace, end), before);
      worker = await startWorker();
    }
    expect(await trellis.rebuildEnd(workspace, operation)).toMatchObject({ state: 'SUCCEEDED' });
    expectSameRows(await rowsOf(workspace, end), before);
    const { rows } = await ownerPool.query('select state, stream = generation as same from record.generation');
    expect(rows).toContainEqual({ state: 'current', same: false });
  }, 240_000);

  it('is joined by whoever asks for it again, and shares its work with one of a part of it', async () => {
    const workspace = namedId('rebuild', 'twice');
    const end = await trellis.importInto(workspace, repository);
    const before = await rowsOf(workspace, end);
    const part = await trellis.beginRebuild(workspace, 'analytics', end.repository.id);
    const all = await Promise.all([1, 2, 3].map(() => trellis.beginRebuild(workspace, 'analytics')));
    const again = await trellis.beginRebuild(workspace, 'analytics', end.repository.id);
    expect(new Set(all).size).toBe(1);
    expect(all[0]).not.toBe(part);
    expect([part, all[0]]).toContain(again);
    for (const operation of [part, all[0] as string])
      expect(await trellis.rebuildEnd(workspace, operation)).toMatchObject({ state: 'SUCCEEDED', error: null });
    expectSameRows(await rowsOf(workspace, end), before);
  }, 120_000);

  it('leaves readers the rows they have where a batch is damaged, says what to do, and succeeds once it is mended', async () => {
    const workspace = namedId('rebuild', 'halted');
    const end = await trellis.importInto(workspace, repository);
    const before = await rowsOf(workspace, end);
    const storage = await createStorage(trellis.installation.config.storage);
    const { rows } = await trellis.installation.databases.integrations.ownerPool.query<{ key: string }>(
      'select object_key as key from record.batch where workspace_id = $1 and number = 2',
      [workspace],
    );
    const { key } = rows[0] as { key: string };
    const bytes = await storage.get(key);
    await storage.put(key, Buffer.from('damaged'));
    const operation = await trellis.beginRebuild(workspace, 'predictions');
    expect(await trellis.rebuildEnd(workspace, operation)).toMatchObject({
      state: 'FAILED',
      error: { code: 'BATCH_CORRUPT', remedy: expect.stringContaining('Readers keep the rows they have') },
    });
    expectSameRows(await rowsOf(workspace, end), before);
    await storage.put(key, bytes);
    await trellis.ask(workspace, 'mutation ($id: ID!) { retryMaintenanceOperation(id: $id) { id } }', {
      id: operation,
    });
    expect(await trellis.rebuildEnd(workspace, operation)).toMatchObject({ state: 'SUCCEEDED', error: null });
    expectSameRows(await rowsOf(workspace, end), before);
    const { ownerPool } = trellis.installation.databases.predictions;
    await expect
      .poll(
        async () =>
          (await ownerPool.query('select state from record.generation where workspace_id = $1', [workspace])).rows,
      )
      .toEqual([{ state: 'current' }]);
  }, 120_000);

  it('leaves a halted stream halted where it was, in each projection by itself', async () => {
    const workspace = namedId('rebuild', 'halted stream');
    const end = await trellis.importInto(workspace, repository);
    for (const subgraph of PROJECTIONS)
      await trellis.installation.databases[subgraph].ownerPool.query(
        `update record.generation set halted = 'BATCH_REFUSED at batch 9' where workspace_id = $1 and $2 = 'teams'`,
        [workspace, subgraph],
      );
    const before = await rowsOf(workspace, end);
    expect(before['teams.generation']?.[0]).toContain('BATCH_REFUSED at batch 9');
    await trellis.rebuild(workspace);
    expectSameRows(await rowsOf(workspace, end), before);
  }, 120_000);
});
