import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { generatedRepository } from '@trellis/bench/generated-history.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { start as startIntegrations } from '@trellis/subgraph-integrations/start.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { start as startSync } from '@trellis/worker-sync/start.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import { createTestInstallation, type TestInstallation } from './harness/test-config.ts';

const WORKSPACE = '00000000-0000-4000-8000-0000000000aa';
const logger = createLogger(process.env.TRELLIS_TEST_LOG ?? 'silent', 'test');

let installation: TestInstallation;
let temporal: Client;
let integrations: SubgraphService & { stop(): Promise<void> };
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  installation = await createTestInstallation();
  const { config } = installation;
  integrations = await startIntegrations(config, logger);
  const connection = await Connection.connect({ address: config.temporal.address });
  temporal = new Client({ connection, namespace: config.temporal.namespace });
  stops.push(() => connection.close());
  const workers = await Promise.all([startSync(config, logger), startAnalysis(config, logger)]);
  stops.push(() => integrations.stop(), ...workers.map((worker) => () => worker.stop()));
});

afterAll(async () => {
  for (const stop of stops) await stop();
  await installation?.drop();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const token = await createTokenSigner(installation.config.keys).forViewer({
    workspaceId: WORKSPACE,
    memberId: '00000000-0000-4000-8000-0000000000ab',
    role: 'owner',
    solo: true,
    grants: { self: [], leads: [], sharedBy: [] },
  });
  const result = await integrations.execute({ query, variables, token, requestId: 'test' });
  if (result.errors !== undefined) throw result.errors[0];
  return result.data as T;
}

const RUN =
  'id state phase commitsTotal commitsRead commitsProjected fromStart error { code message remedy } repository { id headSha commitCount limitations { code } }';

interface Run {
  readonly id: string;
  readonly state: string;
  readonly commitsTotal: number;
  readonly commitsProjected: number;
  readonly fromStart: boolean;
  readonly error: { code: string; message: string; remedy: string } | null;
  readonly repository: { id: string; headSha: string; commitCount: number; limitations: { code: string }[] };
}

async function importAndWait(location: string): Promise<Run> {
  const begun = await ask<{ importRepository: Run }>(
    `mutation ($l: String!) { importRepository(input: { location: $l }) { ${RUN} } }`,
    { l: location },
  );
  return settled(begun.importRepository.id);
}

async function settled(id: string): Promise<Run> {
  for (;;) {
    const { importRun } = await ask<{ importRun: Run }>(`query ($id: ID!) { importRun(id: $id) { ${RUN} } }`, { id });
    if (importRun.state !== 'QUEUED' && importRun.state !== 'RUNNING') return importRun;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const rows = async (subgraph: keyof TestInstallation['databases'], query: string, values: unknown[] = []) =>
  (await installation.databases[subgraph].ownerPool.query(query, values)).rows;

describe('importing a repository', () => {
  const repository = createTestRepository();
  afterAll(() => repository.remove());

  it('projects a first history into every subgraph', async () => {
    repository.write({ 'src/a.ts': 'export const a = 1;\n', 'README.md': '# Sample\n' });
    repository.commit({ message: 'Begin' });
    repository.write({ 'src/b.ts': 'export const b = 2;\n' });
    repository.commit({ author: 'Grace Hopper <grace@example.org>', at: '2024-03-02T09:00:00-0500' });
    const run = await importAndWait(repository.path);
    expect(run).toMatchObject({
      state: 'SUCCEEDED',
      commitsTotal: 2,
      commitsProjected: 2,
      fromStart: true,
      error: null,
    });
    expect(run.repository).toMatchObject({
      headSha: repository.git('rev-parse', 'HEAD'),
      commitCount: 2,
      limitations: [],
    });
    expect(await rows('developers', 'select name from record.alias order by name')).toEqual([
      { name: 'Ada Lovelace' },
      { name: 'Grace Hopper' },
    ]);
    for (const subgraph of ['developers', 'teams', 'analytics', 'predictions'] as const) {
      expect(await rows(subgraph, "select applied_through from record.generation where state = 'current'")).toEqual([
        { applied_through: 1 },
      ]);
    }
  });

  it('reads only what is new the second time', async () => {
    repository.write({ 'src/b.ts': 'export const b = 3;\n' });
    repository.commit({ at: '2024-03-03T12:00:00+0200' });
    expect(await importAndWait(repository.path)).toMatchObject({
      state: 'SUCCEEDED',
      commitsTotal: 1,
      fromStart: false,
    });
    expect(await importAndWait(repository.path)).toMatchObject({
      state: 'SUCCEEDED',
      commitsTotal: 0,
      fromStart: false,
    });
  });

  it('removes what a rewritten branch no longer has from every projection', async () => {
    repository.git('reset', '-q', '--hard', 'HEAD~2');
    repository.write({ 'src/c.ts': 'export const c = 1;\n' });
    repository.commit({ author: 'Edsger Dijkstra <edsger@example.org>', at: '2024-03-04T12:00:00+0100' });
    const run = await importAndWait(repository.path);
    expect(run).toMatchObject({ state: 'SUCCEEDED', commitsTotal: 2, fromStart: true });
    const left =
      'select count(*)::int as commits, count(distinct generation)::int as generations from projection.commit';
    // What was retired is cleared away after the import has succeeded.
    await expect.poll(() => rows('analytics', left), { timeout: 10_000 }).toEqual([{ commits: 2, generations: 1 }]);
    for (const subgraph of ['developers', 'teams', 'analytics', 'predictions'] as const) {
      expect(await rows(subgraph, "select count(*)::int as n from record.generation where state = 'current'")).toEqual([
        { n: 1 },
      ]);
    }
  });

  it('joins a second request for the same repository to the import under way', async () => {
    const [one, two] = await Promise.all([importAndWait(repository.path), importAndWait(`${repository.path}/src`)]);
    expect(one.repository.id).toBe(two.repository.id);
    expect([one.state, two.state]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('derives the state at an earlier day beside the current one', async () => {
    const { importRepository } = await ask<{ importRepository: Run }>(
      `mutation ($l: String!) { importRepository(input: { location: $l }) { ${RUN} } }`,
      { l: repository.path },
    );
    await settled(importRepository.id);
    const derive = 'mutation ($r: ID!, $u: Date!) { deriveState(input: { repositoryId: $r, until: $u }) { id } }';
    const future = ask(derive, { r: importRepository.repository.id, u: '2999-01-01' });
    await expect(future).rejects.toMatchObject({ extensions: { code: 'BAD_INPUT', field: 'input.until' } });
    const { deriveState } = await ask<{ deriveState: { id: string } }>(derive, {
      r: importRepository.repository.id,
      u: '2024-03-01',
    });
    expect(await settled(deriveState.id)).toMatchObject({ state: 'SUCCEEDED', commitsTotal: 1 });
    const { importRun } = await ask<{ importRun: { stateId: string } }>(
      'query ($id: ID!) { importRun(id: $id) { stateId } }',
      { id: deriveState.id },
    );
    expect(
      await rows('teams', 'select state from record.generation where generation = $1', [importRun.stateId]),
    ).toEqual([{ state: 'past' }]);
  });
});

describe('a source that can not be read', () => {
  const tooLateFor = (location: string) => importAndWait(location);

  it('refuses a path that is missing, naming the field', async () => {
    await expect(tooLateFor('/no/such/folder')).rejects.toMatchObject({
      extensions: { code: 'PATH_MISSING', field: 'input.location' },
    });
  });

  it('refuses an empty repository', async () => {
    const empty = createTestRepository('empty');
    await expect(tooLateFor(empty.path)).rejects.toMatchObject({ extensions: { code: 'REPOSITORY_EMPTY' } });
    empty.remove();
  });

  it('ends with a coded error where a URL does not answer', async () => {
    const run = await importAndWait('file:///no/such/repository.git');
    expect(run).toMatchObject({ state: 'FAILED', error: { code: 'REMOTE_UNREACHABLE' } });
    expect(run.error?.message).toContain('/no/such/repository');
    expect(run.error?.remedy).toBeTruthy();
    // The words stand in the row; Temporal's history has the code only.
    const history = await temporal.workflow.getHandle(`import-${run.id}-1`).fetchHistory();
    const text = JSON.stringify(history, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    expect(text).toContain('REMOTE_UNREACHABLE');
    expect(text).not.toContain('no/such');
  });

  it('clones a URL and keeps the clone for later fetches', async () => {
    const source = createTestRepository('upstream');
    source.write({ 'main.go': 'package main\n' });
    source.commit();
    const url = `file://${source.path}`;
    expect(await importAndWait(url)).toMatchObject({ state: 'SUCCEEDED', commitsTotal: 1 });
    source.write({ 'main.go': 'package main\n\nfunc main() {}\n' });
    source.commit();
    expect(await importAndWait(url)).toMatchObject({ state: 'SUCCEEDED', commitsTotal: 1, fromStart: false });
    source.remove();
  });
});

describe('a mailmap', () => {
  it('joins two addresses of a person while it is there, and no longer', async () => {
    const repository = createTestRepository('mapped');
    repository.write({ 'a.ts': 'export {};\n', '.mailmap': 'Jo Field <jo@new.example> <jo@old.example>\n' });
    repository.commit({ author: 'Jo Field <jo@new.example>' });
    repository.write({ 'a.ts': 'export const a = 1;\n' });
    repository.commit({ author: 'jf <jo@old.example>' });
    const people = `select count(distinct p.developer_id)::int as people from record.alias_person p
      join record.alias a on a.workspace_id = p.workspace_id and a.alias_id = p.alias_id where a.email like 'jo@%'`;
    await importAndWait(repository.path);
    expect(await rows('developers', people)).toEqual([{ people: 1 }]);
    repository.git('rm', '-q', '.mailmap');
    repository.commit();
    expect(await importAndWait(repository.path)).toMatchObject({ state: 'SUCCEEDED', fromStart: false });
    expect(await rows('developers', people)).toEqual([{ people: 2 }]);
    repository.remove();
  });
});

describe('an import that is cancelled', () => {
  it('keeps what it had read, and goes on from there', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'trellis-history-'));
    const gitDir = await generatedRepository(folder, { commits: 3_000, files: 300, people: 20, seed: 7 });
    const { importRepository } = await ask<{ importRepository: Run }>(
      `mutation ($l: String!) { importRepository(input: { location: $l }) { ${RUN} } }`,
      { l: gitDir },
    );
    const { id } = importRepository;
    const read =
      'select count(*)::int as n from record.batch b join record.import_run r using (generation) where r.import_id = $1';
    await expect
      .poll(() => rows('integrations', read, [id]), { timeout: 20_000, interval: 10 })
      .not.toEqual([{ n: 0 }]);
    const progress = await temporal.workflow.getHandle(`import-${id}-1`).query('progress');
    expect(progress).toMatchObject({ phase: 'reading', commits: 3_000 });
    await ask('mutation ($id: ID!) { cancelImport(id: $id) { id } }', { id });
    expect(await settled(id)).toMatchObject({ state: 'CANCELLED', error: { code: 'CANCELLED' } });

    await ask('mutation ($id: ID!) { resumeImport(id: $id) { id } }', { id });
    expect(await settled(id)).toMatchObject({ state: 'SUCCEEDED', commitsTotal: 3_000, error: null });
    const counted = `select count(*)::int as commits, count(distinct c.generation)::int as generations
      from projection.commit c join record.generation g on g.generation = c.generation where g.repository_id = $1`;
    const inAnalytics = await rows('analytics', counted, [importRepository.repository.id]);
    // The generation that was begun is the one that was finished: nothing was read into a second one.
    expect(inAnalytics).toEqual([{ commits: 3_000, generations: 1 }]);
    rmSync(folder, { recursive: true });
  });
});
