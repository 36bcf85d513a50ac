import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { namedId } from '@trellis/contributions/ids.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestRepository, type TestRepository } from './harness/git-repository.ts';
import { canonicalRows } from './harness/projection-rows.ts';
import {
  API_ROLES,
  createServiceInstallation,
  type ServiceInstallation,
  type ServiceProcess,
  WORKER_ROLES,
} from './harness/service-processes.ts';

let installation: ServiceInstallation;
let api: ServiceProcess;
let worker: ServiceProcess;
let token: string;
let workspaceId: string;
const repositories: TestRepository[] = [];

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any query
async function ask(query: string, variables: Record<string, unknown> = {}): Promise<any> {
  const answer = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-trellis-client': 'test' },
    body: JSON.stringify({ query, variables }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const { data, errors } = (await answer.json()) as any;
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

async function settled<T extends { readonly state: string }>(look: () => Promise<T>): Promise<T> {
  for (;;) {
    const now = await look();
    if (now.state !== 'QUEUED' && now.state !== 'RUNNING') return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function importFrom(location: string): Promise<string> {
  const { importRepository } = await ask(
    'mutation ($l: String!) { importRepository(input: { location: $l }) { id repository { id } } }',
    { l: location },
  );
  const { id } = importRepository;
  const run = await settled(
    async () =>
      (await ask('query ($id: ID!) { importRun(id: $id) { state error { code message } } }', { id })).importRun,
  );
  expect(run).toMatchObject({ state: 'SUCCEEDED', error: null });
  return importRepository.repository.id;
}

async function beginRemoval(repositoryId: string): Promise<string> {
  const { repository } = await ask('query ($id: ID!) { repository(id: $id) { name } }', { id: repositoryId });
  const { removeRepository } = await ask(
    'mutation ($input: RemoveRepositoryInput!) { removeRepository(input: $input) { id kind } }',
    { input: { repositoryId, confirm: repository.name } },
  );
  expect(removeRepository.kind).toBe('REMOVE_REPOSITORY');
  return removeRepository.id;
}

const operation = (id: string) =>
  settled(
    async () =>
      (
        await ask(
          'query ($id: ID!) { maintenanceOperation(id: $id) { state step done total error { code message } } }',
          { id },
        )
      ).maintenanceOperation,
  );

async function remove(repositoryId: string): Promise<void> {
  expect(await operation(await beginRemoval(repositoryId))).toMatchObject({ state: 'SUCCEEDED', error: null });
}

/** Rows of any table that name the repository, one of its generations, or an alias of it alone; objects; plans. */
async function leftOf(
  repositoryId: string,
  generations: readonly string[],
  words: readonly string[],
): Promise<string[]> {
  const left: string[] = [];
  for (const [subgraph, { ownerPool }] of Object.entries(installation.databases)) {
    const tables = await ownerPool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('record', 'projection')`,
    );
    for (const { name } of tables.rows) {
      // The operation says what it was about.
      if (name === 'record.operation') continue;
      const { rows } = await ownerPool.query<{ row: string }>(`select t::text as row from ${name} t`);
      const named = [repositoryId, ...generations, ...words];
      if (rows.some(({ row }) => named.some((word) => row.includes(word)))) left.push(`${subgraph} ${name}`);
    }
  }
  const storage = await createStorage(installation.config.storage);
  for await (const key of storage.list(`workspaces/${workspaceId}/repositories/${repositoryId}/`)) left.push(key);
  for (const plan of readdirSync(path.join(installation.config.dataDir, 'plans')))
    if (generations.some((generation) => plan.startsWith(generation))) left.push(plan);
  return left;
}

async function generationsOf(repositoryId: string): Promise<string[]> {
  const { rows } = await installation.databases.integrations.ownerPool.query<{ generation: string }>(
    'select distinct generation from record.reading where repository_id = $1',
    [repositoryId],
  );
  return rows.map((row) => row.generation);
}

/** A repository of two people, of whom `who` is in no other one. */
function sample(name: string, who: string): TestRepository {
  const repository = createTestRepository(name);
  repositories.push(repository);
  repository.write({ 'src/a.ts': 'export const a = 1;\n', '.mailmap': `${who} <hand@${name}.org>\n` });
  repository.commit({ author: who, at: '2026-02-01T10:00:00+0100', message: 'Begin' });
  repository.write({ 'src/a.ts': 'export const a = 2;\n' });
  repository.commit({ author: 'Bo Ek <bo@corp.org>', at: '2026-02-02T10:00:00+0100', message: 'Go on' });
  repository.write({ 'src/b.ts': 'export const b = 1;\n' });
  repository.commit({ author: `Hand of ${name} <hand@${name}.org>`, at: '2026-02-03T10:00:00+0100', message: 'End' });
  return repository;
}

beforeAll(async () => {
  installation = await createServiceInstallation();
  [api, worker] = await Promise.all([installation.startProcess(API_ROLES), installation.startProcess(WORKER_ROLES)]);
}, 120_000);

beforeEach(async () => {
  const names = { workspaceName: 'Removal', memberName: 'Owner', createWorkspace: true };
  const operator = await bootstrapOperator(installation.config.databases.teams as string, names);
  token = operator.apiToken;
  workspaceId = operator.workspaceId;
});

afterAll(async () => {
  await installation?.drop();
  for (const repository of repositories) repository.remove();
});

describe('removing a repository', () => {
  it('takes its rows, names and objects, and leaves the folder and every other repository as they are', async () => {
    const kept = sample('kept', 'Keziah Marrow <kez@marrow.org>');
    // Both have commits in common. They count in the one whose id is smaller: that one goes, so the other has to count them.
    const idOf = ({ path: location }: TestRepository) => namedId('repository', workspaceId, realpathSync(location));
    let gone = sample('gone', 'Wilhelmina Torrentz <wil@torrentz.org>');
    while (idOf(gone) > idOf(kept)) gone = sample('gone', 'Wilhelmina Torrentz <wil@torrentz.org>');
    gone.git('fetch', '-q', kept.path, 'main');
    gone.git(
      '-c',
      'user.name=Bo Ek',
      '-c',
      'user.email=bo@corp.org',
      'merge',
      '-q',
      '--allow-unrelated-histories',
      '-X',
      'ours',
      '-m',
      'Join',
      'FETCH_HEAD',
    );
    const keptId = await importFrom(kept.path);
    const alone = await canonicalRows(installation, workspaceId, keptId);
    const goneId = await importFrom(gone.path);
    const whole = await canonicalRows(installation, workspaceId, goneId);
    const generations = await generationsOf(goneId);

    const { previewRemoval } = await ask(
      `query ($id: ID!) { previewRemoval(repositoryId: $id) {
         name commits batches pastStates deletesClone keeps cancels { id } peopleOnlyHere } }`,
      { id: goneId },
    );
    expect(previewRemoval).toMatchObject({
      name: 'gone',
      batches: 1,
      pastStates: 0,
      deletesClone: false,
      cancels: null,
      peopleOnlyHere: 1,
    });
    expect(previewRemoval.keeps).toContain(gone.path);

    await remove(goneId);
    expect(await leftOf(goneId, generations, ['Torrentz', 'torrentz'])).toEqual([]);
    expect(await canonicalRows(installation, workspaceId, keptId)).toEqual(alone);
    expect(existsSync(path.join(gone.path, '.git', 'HEAD'))).toBe(true);
    expect(gone.git('status', '--porcelain')).toBe('');
    const { repository, developers } = await ask(
      'query ($id: ID!) { repository(id: $id) { id } developers { edges { node { name } } } }',
      { id: goneId },
    );
    expect(repository).toBeNull();
    expect(developers.edges.map(({ node }: { node: { name: string } }) => node.name).sort()).toEqual([
      'Bo Ek',
      'Keziah Marrow',
    ]);

    expect(await importFrom(gone.path)).toBe(goneId);
    expect(await canonicalRows(installation, workspaceId, goneId)).toEqual(whole);
  }, 120_000);

  it('asks for the name, and lets nothing be imported meanwhile', async () => {
    const id = await importFrom(sample('asked', 'Ann Lee <ann@corp.org>').path);
    const input = { repositoryId: id, confirm: 'something else' };
    const mutation = 'mutation ($input: RemoveRepositoryInput!) { removeRepository(input: $input) { id } }';
    await expect(ask(mutation, { input })).rejects.toThrow(/NOT_CONFIRMED/);
    const operationId = await beginRemoval(id);
    await expect(ask('mutation ($id: ID!) { syncRepository(id: $id) { id } }', { id })).rejects.toThrow(
      /REPOSITORY_BEING_REMOVED|NOT_FOUND/,
    );
    expect(await operation(operationId)).toMatchObject({ state: 'SUCCEEDED' });
  }, 60_000);

  it('deletes the clone that Trellis made, and not the remote', async () => {
    const remote = sample('remote', 'Ann Lee <ann@corp.org>');
    const id = await importFrom(pathToFileURL(remote.path).href);
    const clone = path.join(installation.config.dataDir, 'clones', workspaceId, `${id}.git`);
    expect(existsSync(clone)).toBe(true);
    await remove(id);
    expect(existsSync(clone)).toBe(false);
    expect(existsSync(path.join(remote.path, '.git', 'HEAD'))).toBe(true);
  }, 60_000);

  it('never follows a link out of the data folder', async () => {
    const own = sample('own', 'Ann Lee <ann@corp.org>');
    // A folder of the user's, imported through a link that lies among our clones.
    const clones = path.join(installation.config.dataDir, 'clones', workspaceId);
    mkdirSync(clones, { recursive: true });
    symlinkSync(own.path, path.join(clones, 'linked.git'));
    const linkedId = await importFrom(path.join(clones, 'linked.git'));
    await remove(linkedId);
    expect(existsSync(path.join(own.path, '.git', 'HEAD'))).toBe(true);

    // A clone of ours that somebody replaced by a link to a folder of theirs.
    const remote = sample('replaced', 'Ann Lee <ann@corp.org>');
    const id = await importFrom(pathToFileURL(remote.path).href);
    renameSync(path.join(clones, `${id}.git`), path.join(clones, 'moved-away'));
    symlinkSync(own.path, path.join(clones, `${id}.git`));
    await remove(id);
    expect(existsSync(path.join(own.path, '.git', 'HEAD'))).toBe(true);
  }, 60_000);

  it('goes on where it was when the worker is killed, again and again', async () => {
    const repository = sample('killed', 'Ulrika Vantongeren <ulrika@vantongeren.org>');
    const id = await importFrom(repository.path);
    const generations = await generationsOf(id);
    const operationId = await beginRemoval(id);
    let isOver = false;
    const end = operation(operationId).then((ended) => {
      isOver = true;
      return ended;
    });
    for (let kills = 0; kills < 6 && !isOver; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150 * (kills + 1)));
      worker.child.kill('SIGKILL');
      await worker.ended;
      worker = await installation.startProcess(WORKER_ROLES);
    }
    expect(await end).toMatchObject({ state: 'SUCCEEDED', error: null });
    expect(await leftOf(id, generations, ['Vantongeren', 'vantongeren'])).toEqual([]);
  }, 180_000);

  it('cancels an import that is under way', async () => {
    const repository = sample('cancelled', 'Ann Lee <ann@corp.org>');
    const id = await importFrom(repository.path);
    worker.child.kill('SIGKILL');
    await worker.ended;
    repository.write({ 'src/c.ts': 'export const c = 1;\n' });
    repository.commit({ at: '2026-02-04T10:00:00+0100' });
    const { syncRepository } = await ask('mutation ($id: ID!) { syncRepository(id: $id) { id state } }', { id });
    expect(syncRepository.state).toBe('QUEUED');
    const operationId = await beginRemoval(id);
    worker = await installation.startProcess(WORKER_ROLES);
    expect(await operation(operationId)).toMatchObject({ state: 'SUCCEEDED', error: null });
    expect((await ask('query ($id: ID!) { repository(id: $id) { id } }', { id })).repository).toBeNull();
  }, 120_000);
});
