import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { type Config, SUBGRAPHS } from '@trellis/config/config.ts';
import { testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { start as startOperations } from '@trellis/worker-operations/start.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBackup } from '../scripts/backup/create-backup.ts';
import { asInstallation, restoreInto, settled } from './harness/backups.ts';
import { createTestRepository } from './harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';
import { createTestInstallation, type TestInstallation } from './harness/test-config.ts';
import { rowsOf } from './releases/rows.ts';

const ERASED = 'Zorabella Quixworth <zorabella@quixworth.example>';
const STAYS = 'Ann Lee <ann@corp.example>';
const WORDS = /zorabella|quixworth/i;
const keys: Config['keys'] = testKeys;

const repository = createTestRepository('erased');
const folder = mkdtempSync(path.join(tmpdir(), 'trellis-backup-'));
const stops: (() => Promise<void>)[] = [];

beforeAll(() => {
  repository.write({ 'src/a.ts': 'export const a = 1;\n' });
  repository.commit({ author: STAYS, message: 'Begin' });
  repository.write({ 'src/a.ts': 'export const a = 2;\n' });
  repository.commit({ author: ERASED, message: 'Let zorabella count' });
  repository.write({ 'src/a.ts': 'export const a = 3;\n' });
  repository.commit({ author: STAYS, message: 'Thank Zorabella Quixworth' });
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  repository.remove();
  rmSync(folder, { recursive: true });
});

it('An erased person stays gone after a backup from before is put back.', async () => {
  const source = await createTestInstallation(keys);
  const trellis = await start(source);
  const { apiToken } = await trellis.makeWorkspace('Erased');
  await trellis.importRepository(apiToken, repository.path);
  const from = await asInstallation(source, { hasKeys: true });
  const older = path.join(folder, 'older.tar');
  await createBackup(from, { path: older, say: () => undefined });
  expect(await tracesIn(source)).not.toEqual([]);

  const people = '{ developers { edges { node { id name } } } }';
  const known = await trellis.ask<{ developers: { edges: { node: { id: string; name: string } }[] } }>(
    apiToken,
    people,
  );
  const person = known.data?.developers.edges.find(({ node }) => node.name === 'Zorabella Quixworth')?.node;
  const erase = 'mutation ($input: EraseDeveloperInput!) { eraseDeveloper(input: $input) { id } }';
  const input = { developerId: person?.id, confirm: person?.name };
  expect(await trellis.ask(apiToken, erase, { input })).not.toHaveProperty('errors');
  await settled(source);
  expect(await tracesIn(source)).toEqual([]);

  const target = await createTestInstallation(keys);
  const into = await asInstallation(target, { hasKeys: false });
  // The ledger is kept apart from backups: what the lost installation wrote since is brought along.
  const ledger = source.config.storage.kind === 'folder' ? path.join(source.config.storage.folder, 'ledger') : '';
  await restoreInto(into, older, { ledger });
  await start(target);
  await settled(target);
  expect(await tracesIn(target)).toEqual([]);
  const { rows } = await target.databases.developers.ownerPool.query(
    'select count(*)::int as aliases, sum(commits)::int as commits from record.alias_person join projection.credit_set using (alias_id) join projection.credit_summary using (credit_set)',
  );
  expect(rows).toEqual([{ aliases: 2, commits: 3 }]);
}, 120_000);

/** A whole Trellis on an installation. */
async function start(installation: TestInstallation): Promise<RunningTrellis> {
  const trellis = await startTrellis({ apart: false, installation });
  const operations = await startOperations(installation.config, testLogger);
  stops.push(
    () => trellis.stop(),
    () => operations.stop(),
  );
  return trellis;
}

/** Where the person's name stands, in rows and objects. */
async function tracesIn(installation: TestInstallation): Promise<string[]> {
  const traces: string[] = [];
  for (const subgraph of SUBGRAPHS)
    for (const [table, rows] of Object.entries(await rowsOf(installation.databases[subgraph].ownerPool)))
      if (rows.some((row) => WORDS.test(row))) traces.push(`${subgraph} ${table}`);
  const { storage } = await asInstallation(installation, { hasKeys: false });
  for await (const key of storage.list('workspaces/')) {
    const bytes = await storage.get(key);
    const text = key.includes('.zst') ? zstdDecompressSync(bytes) : bytes;
    if (WORDS.test(text.toString('latin1'))) traces.push(key);
  }
  return traces;
}
