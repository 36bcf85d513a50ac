import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEpochs } from '@trellis/cache/epochs.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import type { Config } from '@trellis/config/config.ts';
import { namedId } from '@trellis/contributions/ids.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackup } from '../scripts/backup/create-backup.ts';
import { writeHistory } from './harness/arbitrary-repository.ts';
import { asInstallation, restoreInto, settled } from './harness/backups.ts';
import { createTestRepository, type TestRepository } from './harness/git-repository.ts';
import { canonicalRows } from './harness/projection-rows.ts';
import { type RebuildingTrellis, startRebuildingTrellis } from './harness/rebuilding-trellis.ts';
import { createTestInstallation, type TestInstallation } from './harness/test-config.ts';

const PASSPHRASE = 'correct horse battery staple';
const key = (id: string) => ({ id, secret: randomBytes(32).toString('base64url') });
const keys: Config['keys'] = { signing: [key('s1')], encryption: [key('e1')], aliasHashing: key('a1') };
const run = randomBytes(8).toString('hex');
/** Each history has a workspace of its own, so that nothing of another one enters its rows. */
const workspaceOf = (repository: TestRepository) => namedId('backup', run, path.basename(repository.path));
const say = () => undefined;

let folder: string;
let source: RebuildingTrellis;
let undisturbed: RebuildingTrellis;
/** Complete; complete and about to grow; about to be read for the first time. */
let complete: TestRepository;
let growing: TestRepository;
let fresh: TestRepository;
/** Read while backups are taken. */
let busy: TestRepository;
let tar: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'trellis-backup-'));
  source = await startRebuildingTrellis({ keys });
  undisturbed = await startRebuildingTrellis({ keys });
  complete = createTestRepository('complete');
  growing = createTestRepository('growing');
  fresh = createTestRepository('fresh');
  busy = createTestRepository('busy');
  await nameWorkspaces(source.installation);
  await nameWorkspaces(undisturbed.installation);

  for (const _ of writeHistory(complete, 41, 4)) await inBoth(complete);
  const growth = writeHistory(growing, 42, 5);
  growth.next();
  await inBoth(growing);
  Array.from(growth);
  Array.from(writeHistory(fresh, 43, 5));

  tar = path.join(folder, 'middle.tar');
  await inTheMiddle(source, [growing, fresh], async () => {
    await createBackup(await asInstallation(source.installation, { hasKeys: true }), {
      path: tar,
      passphrase: PASSPHRASE,
      say,
    });
  });
  for (const repository of [complete, growing, fresh])
    await undisturbed.importInto(workspaceOf(repository), repository.path);
}, 180_000);

afterAll(async () => {
  await source.stop();
  await undisturbed.stop();
  for (const repository of [complete, growing, fresh, busy]) repository.remove();
  rmSync(folder, { recursive: true });
});

describe('a backup that is taken in the middle of imports', () => {
  it('is put back with the same rows as of undisturbed imports, under the same keys, on a later timeline', async () => {
    const installation = await createTestInstallation(keys);
    const into = await asInstallation(installation, { hasKeys: false });
    await restoreInto(into, tar, { passphrase: PASSPHRASE });
    expect(JSON.parse(readFileSync(into.keyRingFile, 'utf8'))).toEqual(keys);
    expect(statSync(into.keyRingFile).mode & 0o777).toBe(0o600);

    const restored = await startRebuildingTrellis({ installation });
    await settled(installation);
    for (const repository of [complete, growing, fresh]) {
      const once = await undisturbed.importInto(workspaceOf(repository), repository.path);
      // Nothing is left to be read.
      const again = await restored.importInto(workspaceOf(repository), repository.path);
      expect(again.repository).toEqual(once.repository);
      const expected = await canonicalRows(undisturbed.installation, workspaceOf(repository), once.repository.id);
      const found = await canonicalRows(installation, workspaceOf(repository), once.repository.id);
      expect(expected['analytics.commit']).toHaveLength(once.repository.commitCount);
      for (const [table, rows] of Object.entries(expected))
        expect(found[table], `${repository.path} ${table}`).toEqual(rows);
    }
    await expectLaterEpochs(installation, source.installation);
    await restored.stop();
  }, 180_000);

  it('holds nothing half, and can be taken again at any moment of an import', async () => {
    const history = writeHistory(busy, 44, 6);
    for (let moment = 0; history.next().done !== true; moment++) {
      const importing = source.importInto(workspaceOf(busy), busy.path);
      await new Promise((resolve) => setTimeout(resolve, 40 * moment));
      const file = path.join(folder, `moment-${moment}`);
      await createBackup(await asInstallation(source.installation, { hasKeys: true }), { path: file, say });
      await importing;
      await undisturbed.importInto(workspaceOf(busy), busy.path);
    }
    const installation = await createTestInstallation(keys);
    const into = await asInstallation(installation, { hasKeys: false });
    await restoreInto(into, path.join(folder, 'moment-3'));
    const restored = await startRebuildingTrellis({ installation });
    await settled(installation);
    const once = await undisturbed.importInto(workspaceOf(busy), busy.path);
    await restored.importInto(workspaceOf(busy), busy.path);
    const expected = await canonicalRows(undisturbed.installation, workspaceOf(busy), once.repository.id);
    const found = await canonicalRows(installation, workspaceOf(busy), once.repository.id);
    for (const [table, rows] of Object.entries(expected)) expect(found[table], table).toEqual(rows);
    await restored.stop();
  }, 180_000);
});

describe('a backup is refused', () => {
  let installation: TestInstallation;
  beforeAll(async () => {
    installation = await createTestInstallation(keys);
  });
  afterAll(() => installation.drop());
  const refused = async (file: string, passphrase: string | undefined, expected: object) => {
    const into = await asInstallation(installation, { hasKeys: false });
    await expect(restoreInto(into, file, { passphrase })).rejects.toMatchObject(expected);
    // Nothing was written.
    expect(await Array.fromAsync(into.storage.list('workspaces/'))).toEqual([]);
    const { rowCount } = await installation.databases.integrations.ownerPool.query('select from record.repository');
    expect(rowCount).toBe(0);
  };

  it('where a part is not as it was written, which is named', async () => {
    const damaged = path.join(folder, 'damaged.tar');
    const bytes = readFileSync(tar);
    const at = bytes.indexOf('records/developers/alias.copy.zst') + 512 + 40;
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(damaged, bytes);
    await refused(damaged, PASSPHRASE, {
      code: 'BACKUP_CORRUPT',
      message: expect.stringContaining('records/developers/alias.copy.zst'),
    });
  });

  it('where a part is gone from its folder, or the file was cut off', async () => {
    const form = path.join(folder, 'moment-1');
    const objects = path.join(form, 'objects', 'workspaces');
    const [object = ''] = readdirSync(objects, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.zst'));
    rmSync(path.join(objects, object));
    await refused(form, undefined, { code: 'BACKUP_INCOMPLETE', message: expect.stringContaining(object) });
    const cut = path.join(folder, 'cut.tar');
    writeFileSync(cut, readFileSync(tar));
    truncateSync(cut, statSync(cut).size - 3_000);
    await refused(cut, PASSPHRASE, { code: 'BACKUP_INCOMPLETE' });
  });

  it('without its passphrase, or with another one', async () => {
    await refused(tar, undefined, { code: 'PASSPHRASE_NEEDED' });
    await refused(tar, 'wrong', { code: 'PASSPHRASE_NEEDED' });
  });

  it('where there is something already', async () => {
    const into = await asInstallation(source.installation, { hasKeys: true });
    await expect(restoreInto(into, tar, { passphrase: PASSPHRASE })).rejects.toMatchObject({ code: 'NOT_EMPTY' });
  });
});

describe('a backup', () => {
  it('lies in a file that its owner alone reads, and tar lists it', async () => {
    expect(statSync(tar).mode & 0o777).toBe(0o600);
    const { execFileSync } = await import('node:child_process');
    const listed = execFileSync('tar', ['-tf', tar], { encoding: 'utf8' }).trim().split('\n');
    expect(listed.at(-1)).toBe('manifest.json');
    expect(listed).toContain('records/integrations/batch.copy.zst');
    expect(listed.filter((name) => /^keys/.test(name))).toEqual(['keys.json.sealed']);
  });

  it('holds what was deleted while it was taken, which goes afterwards', async () => {
    const from = await asInstallation(source.installation, { hasKeys: true });
    const key = `workspaces/${workspaceOf(complete)}/aliases-of-a-test`;
    await from.storage.put(key, Buffer.from('names'));
    const file = path.join(folder, 'deleting');
    let deleted: Promise<void> | undefined;
    const say = () => {
      // After the records were read, before the objects are.
      deleted ??= from.storage.delete(key);
    };
    await createBackup(from, { path: file, say });
    await deleted;
    expect(readFileSync(path.join(file, 'objects', key), 'utf8')).toBe('names');
    expect(await from.storage.exists(key)).toBe(false);
  });

  it('is not written over another one', async () => {
    const from = await asInstallation(source.installation, { hasKeys: true });
    await expect(createBackup(from, { path: tar, say })).rejects.toMatchObject({ code: 'BACKUP_EXISTS' });
  });

  it('is not made where an object that records name is lost, and leaves nothing behind', async () => {
    const from = await asInstallation(undisturbed.installation, { hasKeys: true });
    const { rows } = await undisturbed.installation.databases.integrations.ownerPool.query(
      'select object_key as key from record.batch limit 1',
    );
    const bytes = await from.storage.get(rows[0].key);
    await from.storage.delete(rows[0].key);
    const file = path.join(folder, 'lost');
    await expect(createBackup(from, { path: file, say })).rejects.toMatchObject({
      code: 'OBJECT_MISSING',
      message: expect.stringContaining(rows[0].key),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('lost'))).toEqual([]);
    await from.storage.put(rows[0].key, bytes);
  });
});

/** The same imports, one after the other, of which none is disturbed. */
async function inBoth(repository: TestRepository): Promise<void> {
  for (const trellis of [source, undisturbed]) await trellis.importInto(workspaceOf(repository), repository.path);
}

/** In a whole Trellis the teams subgraph knows every workspace. */
async function nameWorkspaces({ databases }: TestInstallation): Promise<void> {
  for (const repository of [complete, growing, fresh, busy])
    await databases.teams.ownerPool.query('insert into record.workspace (workspace_id, name) values ($1, $2)', [
      workspaceOf(repository),
      'Backup',
    ]);
}

/** Holds imports where batches are read and named, and projected in part. */
async function inTheMiddle(
  { installation, beginImport, importEnd }: RebuildingTrellis,
  repositories: readonly TestRepository[],
  work: () => Promise<void>,
): Promise<void> {
  const { databases } = installation;
  const lock = await databases.analytics.ownerPool.connect();
  await lock.query('begin');
  await lock.query('lock table projection.commit in exclusive mode');
  const imports = await Promise.all(
    repositories.map((repository) => beginImport(workspaceOf(repository), repository.path)),
  );
  const running = async () => {
    const { rows } = await databases.developers.ownerPool.query(
      `select count(*)::int as applied from record.applied_batch b join record.generation g using (workspace_id, generation)
       where g.applied_through = b.number and g.touched_at > (select max(begun_at) - interval '1 minute' from record.generation)`,
    );
    const behind = await databases.integrations.ownerPool.query(
      `select from record.import_run where import_id = any ($1) and state = 'RUNNING' and commits_read > 0`,
      [imports],
    );
    return behind.rowCount === imports.length && rows[0].applied >= repositories.length;
  };
  while (!(await running())) await new Promise((resolve) => setTimeout(resolve, 50));
  await work();
  await lock.query('rollback');
  lock.release();
  for (const [index, id] of imports.entries()) await importEnd(workspaceOf(repositories[index] as TestRepository), id);
}

/** Both installations have the same Redis here: what was kept under the old epochs is never found again. */
async function expectLaterEpochs(later: TestInstallation, earlier: TestInstallation): Promise<void> {
  for (const subgraph of ['developers', 'teams', 'analytics', 'predictions', 'integrations'] as const) {
    const epochOf = async ({ databases }: TestInstallation) => {
      const { rows } = await databases[subgraph].ownerPool.query<{ epoch: number }>(
        'select epoch from record.epoch where workspace_id = $1',
        [workspaceOf(complete)],
      );
      return rows[0]?.epoch ?? 0;
    };
    expect(await epochOf(later), subgraph).toBeGreaterThan((await epochOf(earlier)) + 1_000_000);
  }
  const redis = await createRedis(later.config.redisUrl, createLogger('silent', 'test'));
  expect((await readEpochs(redis, workspaceOf(complete))).integrations).toBeGreaterThan(1_000_000);
  redis.disconnect();
}
