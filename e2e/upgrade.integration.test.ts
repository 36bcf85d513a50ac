import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type OwnRedis, startOwnRedis } from '@trellis/bench/own-redis.ts';
import { type Config, SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { releasedMigrations } from '../scripts/schema/released-migrations.ts';
import { knownMigrations, migrate } from '../scripts/start/databases.ts';
import { createTestRepository, type TestRepository } from './harness/git-repository.ts';
import { startImporter } from './harness/importer.ts';

import { canonicalRows } from './harness/projection-rows.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';
import { createTestInstallation, type TestInstallation } from './harness/test-config.ts';
import { fillWithRelease, readRelease } from './releases/fill.ts';
import { ANSWERS, RELEASE_KEYS, type ReleaseRows } from './releases/release.ts';
import { rowsOf } from './releases/rows.ts';

const RELEASE = '0.1.0';
const root = path.join(import.meta.dirname, '..');
const release = readRelease(RELEASE);
const released = releasedMigrations();
const isReleased = (subgraph: Subgraph, file: string) => released[`${subgraph}/${file}`] !== undefined;
const keys: Config['keys'] = { ...RELEASE_KEYS, encryption: [] };

let installation: TestInstallation;
let repository: TestRepository;
/** What the release did not read yet. */
let newestSha: string;
let redis: OwnRedis;
let trellis: RunningTrellis | undefined;

beforeAll(async () => {
  repository = createTestRepository('released');
  repository.git('fetch', '-q', '--update-head-ok', release.bundle, '+main:main');
  newestSha = repository.git('rev-parse', 'main');
  repository.git('reset', '-q', '--hard', release.importedSha);
  redis = await startOwnRedis();
  installation = await createTestInstallation(keys, isReleased);
  const { config, databases } = installation;
  const objects = config.storage.kind === 'folder' ? config.storage.folder : '';
  await fillWithRelease(RELEASE, { databases, objects, location: repository.path });
});

afterAll(async () => {
  if (trellis === undefined) await installation.drop();
  else await trellis.stop();
  await redis.remove();
  repository.remove();
});

describe('an installation of the release before', () => {
  it('is brought forward as a start does, back, and forward again, and loses no row', async () => {
    const before = await allRows();
    await upgrade();
    for (const subgraph of SUBGRAPHS) await goBack(subgraph);
    const back = await allRows();
    expect(back).toMatchObject(withMore(before));
    await upgrade();
    expect(Object.keys((await allRows()).developers ?? {})).toContain('record.operation');
  });

  it('answers with the numbers that the release gave', async () => {
    trellis = await startTrellis({ apart: false, installation, redisUrl: redis.url });
    const answers = await trellis.ask(await signIn(), ANSWERS, { id: release.repositoryId });
    expect(answers).toEqual({ data: release.answers });
  });

  it('goes on with an import of what is new alone, to the rows of one import', async () => {
    const running = trellis as RunningTrellis;
    repository.git('reset', '-q', '--hard', newestSha);
    const token = await signIn();
    const sync = 'mutation ($id: ID!) { syncRepository(id: $id) { id } }';
    expect(await running.ask(token, sync, { id: release.repositoryId })).not.toHaveProperty('errors');
    const look = 'query ($id: ID!) { repository(id: $id) { headSha latestImport { state fromStart error { code } } } }';
    await vi.waitFor(
      async () =>
        expect((await running.ask(token, look, { id: release.repositoryId })).data).toEqual({
          repository: { headSha: newestSha, latestImport: { state: 'SUCCEEDED', fromStart: false, error: null } },
        }),
      { timeout: 30_000, interval: 100 },
    );
    const fresh = await startImporter(keys);
    const once = await fresh.importInto(release.workspaceId, repository.path);
    const expected = await canonicalRows(fresh.installation, release.workspaceId, once.repository.id);
    const found = await canonicalRows(installation, release.workspaceId, release.repositoryId);
    await fresh.stop();
    expect(expected['analytics.commit']).toHaveLength(once.repository.commitCount);
    for (const [table, rows] of Object.entries(expected)) expect(found[table], table).toEqual(rows);
  });
});

/** A table may have gained rows on its way back: what it says of people was told otherwise in between. */
function withMore(rows: Awaited<ReturnType<typeof allRows>>): object {
  const tables = (content: ReleaseRows) =>
    Object.fromEntries(Object.entries(content).map(([table, of]) => [table, expect.arrayContaining([...of])]));
  return Object.fromEntries(Object.entries(rows).map(([subgraph, content]) => [subgraph, tables(content)]));
}

async function allRows(): Promise<Partial<Record<Subgraph, ReleaseRows>>> {
  const rows = SUBGRAPHS.map(
    async (subgraph) => [subgraph, await rowsOf(installation.databases[subgraph].ownerPool)] as const,
  );
  return Object.fromEntries(await Promise.all(rows));
}

async function upgrade(): Promise<void> {
  for (const subgraph of SUBGRAPHS) {
    const { ownerUrl, ownerPool } = installation.databases[subgraph];
    await migrate(root, subgraph, ownerUrl);
    const { rows } = await ownerPool.query('select version from schema_migrations order by version');
    expect(rows.map(({ version }) => version)).toEqual(knownMigrations(root)[subgraph]);
  }
}

/** Undoes every migration that came after the release, the newest first. */
async function goBack(subgraph: Subgraph): Promise<void> {
  const { ownerPool } = installation.databases[subgraph];
  const folder = path.join(root, 'migrations', subgraph);
  const later = readdirSync(folder).filter((file) => !isReleased(subgraph, file));
  for (const file of later.sort().reverse()) {
    const down = readFileSync(path.join(folder, file), 'utf8').split(/^-- migrate:down/m)[1] as string;
    await ownerPool.query(down);
    await ownerPool.query('delete from schema_migrations where version = $1', [file.split('_')[0]]);
  }
}

/** As a start does: the first workspace's owner gets a new token. */
async function signIn(): Promise<string> {
  const names = { workspaceName: 'My workspace', memberName: 'Operator' };
  const { apiToken, workspaceId } = await bootstrapOperator(installation.config.databases.teams as string, {
    ...names,
    redisUrl: redis.url,
  });
  expect(workspaceId).toBe(release.workspaceId);
  return apiToken;
}
