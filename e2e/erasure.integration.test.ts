import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECTIONS } from '@trellis/contributions/projection.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { start as startDevelopers } from '@trellis/subgraph-developers/start.ts';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackup } from '../scripts/backup/create-backup.ts';
import { asInstallation, restoreInto } from './harness/backups.ts';
import { createTestRepository } from './harness/git-repository.ts';
import { canonicalRows } from './harness/projection-rows.ts';
import { startRebuildingTrellis } from './harness/rebuilding-trellis.ts';
import {
  API_ROLES,
  createServiceInstallation,
  type ServiceInstallation,
  type ServiceProcess,
  WORKER_ROLES,
} from './harness/service-processes.ts';
import { createTestInstallation, type TestInstallation } from './harness/test-config.ts';
import { findTraces } from './harness/traces.ts';

/** One person under four aliases; a mailmap says that they are one. */
const PERSON = [
  'Zorabella Quixworth <zorabella.quixworth@quixworth.org>',
  'zquix <zorabella.quixworth@quixworth.org>',
  'Zorabella Quixworth <4711+zquix-dev9@users.noreply.github.com>',
  'Z. Quixworth <zora@old-quarry.org>',
] as const;
const BO = 'Bo Ek <bo@corp.org>';
const ANN = 'Ann Lee <ann@corp.org>';
/** What may be written down nowhere: names, addresses, logins, and words that only the person wrote. */
const WORDS = [
  'zorabella',
  'quixworth',
  'zquix',
  'zora@',
  'old-quarry',
  'flibbertigibbet',
  'new-quarry',
  'snollygoster',
];

const repository = createTestRepository('sample');
const folder = mkdtempSync(path.join(tmpdir(), 'trellis-erasure-'));
/** Made while the person was still there. */
const backup = path.join(folder, 'before.tar');
let installation: ServiceInstallation;
let api: ServiceProcess;
let worker: ServiceProcess;
let token: string;
let workspaceId: string;
let repositoryId: string;
let personId: string;

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

async function importIt(): Promise<void> {
  const { importRepository } = await ask(
    'mutation ($l: String!) { importRepository(input: { location: $l }) { id repository { id } } }',
    { l: repository.path },
  );
  repositoryId = importRepository.repository.id;
  const run = await settled(async () => {
    const { importRun } = await ask('query ($id: ID!) { importRun(id: $id) { state error { code message } } }', {
      id: importRepository.id,
    });
    return importRun;
  });
  expect(run).toMatchObject({ state: 'SUCCEEDED', error: null });
}

/** Waits for everything that was asked for about people. */
async function peopleSettled(): Promise<void> {
  // What an import finds out is asked for by the worker, and begins within a second. One operation was refused on purpose.
  await expect
    .poll(async () => (await ask('{ identityOperations { state } }')).identityOperations, { timeout: 60_000 })
    .toSatisfy((all: { state: string }[]) => all.filter(({ state }) => state !== 'SUCCEEDED').length === 1);
}

const traces = () => findTraces(installation, workspaceId, WORDS, [api.log(), worker.log()]);

/** Numbers about everybody else, and those of the whole. */
async function numbers(): Promise<unknown> {
  const {
    developers,
    repository: whole,
    workspace,
  } = await ask(
    `query ($id: ID!) {
       developers(first: 50) { edges { node { id name commitCount { value } languages { languages { language changes } } } } }
       repository(id: $id) {
         contributorCount { value } activityCalendar { total days { day commits linesAdded } } busFactor { value files coverageLeft }
         commits(first: 50) { totalCount }
       }
       workspace { developerCount { value } activityCalendar { total } }
     }`,
    { id: repositoryId },
  );
  const people = developers.edges.map(({ node }: { node: { id: string; name: string } }) =>
    node.id === personId ? { ...node, name: '' } : node,
  );
  people.sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1));
  return { people, whole, workspace };
}

function commit(author: string, day: number, message: string, files: Record<string, string>): void {
  repository.write(files);
  repository.commit({ author, at: `2026-03-${String(day).padStart(2, '0')}T1${day % 10}:00:00+0200`, message });
}

beforeAll(async () => {
  installation = await createServiceInstallation();
  const names = { workspaceName: 'Erasure', memberName: 'Owner', createWorkspace: true };
  const operator = await bootstrapOperator(installation.config.databases.teams as string, names);
  token = operator.apiToken;
  workspaceId = operator.workspaceId;
  [api, worker] = await Promise.all([
    installation.startProcess(API_ROLES, { TRELLIS_LOG_LEVEL: 'debug' }),
    installation.startProcess(WORKER_ROLES, { TRELLIS_LOG_LEVEL: 'debug' }),
  ]);
  commit(PERSON[0], 1, 'Begin the flibbertigibbet', {
    'src/a.ts': 'export const a = 1;\n',
    '.mailmap': `${PERSON[0]} <zora@old-quarry.org>\n${PERSON[0]} <4711+zquix-dev9@users.noreply.github.com>\n`,
  });
  commit(BO, 2, 'Add a parser', { 'src/parser.ts': 'export const p = 1;\nexport const q = 2;\n' });
  commit(PERSON[1], 3, 'Tune flibbertigibbet parser', {
    'src/parser.ts': 'export const p = 2;\nexport const q = 2;\n',
  });
  commit(ANN, 4, "Revert Zorabella Quixworth's parser, thanks to zquix-dev9", {
    'src/parser.ts': 'export const p = 1;\n',
  });
  commit(PERSON[2], 5, 'Write docs', { 'docs/guide.md': '# Guide\n' });
  commit(BO, 6, `Pair on docs\n\nCo-authored-by: ${PERSON[0]}\nSigned-off-by: ${PERSON[3]}\n`, {
    'docs/guide.md': '# Guide\n\nMore.\n',
  });
  commit(PERSON[3], 7, 'Mention nobody', { 'src/b.ts': 'export const b = 1;\n' });
  commit(ANN, 8, 'Ask zorabella.quixworth@quixworth.org about b', { 'src/b.ts': 'export const b = 2;\n' });
  await importIt();
  const { developers } = await ask('{ developers(search: "quixworth") { edges { node { id aliases { id } } } } }');
  expect(developers.edges).toHaveLength(1);
  expect(developers.edges[0].node.aliases).toHaveLength(4);
  personId = developers.edges[0].node.id;
  await createBackup(await asInstallation(installation, { hasKeys: true }), { path: backup, say: () => undefined });
}, 180_000);

afterAll(async () => {
  await installation?.drop();
  repository.remove();
  rmSync(folder, { recursive: true });
});

describe('before anybody is erased', () => {
  it('the words stand where they belong, and the test finds them', async () => {
    const found = await traces();
    expect(found).toContain('developers record.alias: zorabella');
    expect(found).toContain('developers record.mailmap_entry: quixworth');
    expect(found).toContain('analytics projection.commit: flibbertigibbet');
    expect(found.some((line) => line.startsWith('predictions projection.term_posting'))).toBe(true);
    expect(found.some((line) => line.startsWith('object ') && line.includes('texts/'))).toBe(true);
    expect(found.filter((line) => /^(temporal|log)/.test(line))).toEqual([]);
  });

  it('a preview says what goes and what stays', async () => {
    const { previewErasure } = await ask(
      `query ($id: ID!) { previewErasure(developerId: $id) {
         name aliases addresses mailmapLines lookedFor commits repositories stays
         ownTexts mentions hourPatternDays memberships claims obstacle { code } } }`,
      { id: personId },
    );
    expect(previewErasure).toMatchObject({
      name: 'Zorabella Quixworth',
      aliases: 4,
      addresses: 3,
      mailmapLines: 2,
      commits: 5,
      repositories: 1,
      ownTexts: 4,
      mentions: 2,
      hourPatternDays: 4,
      memberships: 0,
      claims: 0,
      obstacle: null,
    });
    expect(previewErasure.lookedFor).toContain('zquix-dev9');
    expect(previewErasure.stays.length).toBeGreaterThan(3);
  });

  it('a person whom a member is is left alone', async () => {
    const { viewer } = await ask('{ viewer { memberId } }');
    const { assignDeveloper } = await ask(
      'mutation ($input: AssignDeveloperInput!) { assignDeveloper(input: $input) { id } }',
      { input: { memberId: viewer.memberId, developerId: personId } },
    );
    const { previewErasure } = await ask(
      'query ($id: ID!) { previewErasure(developerId: $id) { claims obstacle { code remedy } } }',
      { id: personId },
    );
    expect(previewErasure).toMatchObject({ claims: 1, obstacle: { code: 'CLAIMED_BY_VIEWER' } });
    const id = await erase('Zorabella Quixworth');
    expect(await operation(id)).toMatchObject({ state: 'FAILED', error: { code: 'CLAIMED_BY_MEMBER' } });
    expect((await ask('query ($id: ID!) { developer(id: $id) { name } }', { id: personId })).developer.name).toBe(
      'Zorabella Quixworth',
    );
    // Whose own access changes is told to load the page again.
    await expect(ask('mutation ($id: ID!) { endClaim(id: $id) { id } }', assignDeveloper)).rejects.toThrow(
      /ACCESS_CHANGED/,
    );
  }, 60_000);

  it('it is not done without the name typed again', async () => {
    await expect(erase('zorabella')).rejects.toThrow(/NOT_CONFIRMED/);
    expect((await ask('{ erasures { id } }')).erasures).toEqual([]);
  });
});

const operation = (id: string) =>
  settled(
    async () =>
      (await ask('query ($id: ID!) { identityOperation(id: $id) { state step error { code message } } }', { id }))
        .identityOperation,
  );

async function erase(confirm: string): Promise<string> {
  const { eraseDeveloper } = await ask(
    'mutation ($input: EraseDeveloperInput!) { eraseDeveloper(input: $input) { id kind } }',
    { input: { developerId: personId, confirm } },
  );
  expect(eraseDeveloper.kind).toBe('ERASE_PERSON');
  return eraseDeveloper.id;
}

describe('once a person is erased', () => {
  it('nothing is left of them anywhere, and all numbers are as they were', async () => {
    const before = await numbers();
    const id = await erase('Zorabella Quixworth');
    expect(await operation(id)).toMatchObject({ state: 'SUCCEEDED', error: null });
    expect(await traces()).toEqual([]);
    expect(await numbers()).toEqual(before);
    const { developer, erasures, previewErasure } = await ask(
      `query ($id: ID!) { developer(id: $id) { name aliases { name email } } erasures { id state requestedBy }
         previewErasure(developerId: $id) { name } }`,
      { id: personId },
    );
    expect(developer.name).toBe('Erased person');
    expect(developer.aliases).toEqual(Array(4).fill({ name: '', email: '' }));
    expect(erasures).toEqual([{ id, state: 'SUCCEEDED', requestedBy: expect.any(String) }]);
    expect(previewErasure).toBeNull();
  }, 120_000);

  it('subjects of others lose the mention alone', async () => {
    const { repository: found } = await ask(
      'query ($id: ID!) { repository(id: $id) { commits(first: 20) { edges { node { subject } } } } }',
      { id: repositoryId },
    );
    const subjects = found.commits.edges.map(({ node }: { node: { subject: string } }) => node.subject);
    expect(subjects).toEqual([
      'Ask … about b',
      '',
      'Pair on docs',
      '',
      "Revert …'s parser, thanks to …",
      '',
      'Add a parser',
      '',
    ]);
  });

  it('the rows are those that a rebuild makes', async () => {
    const before = await canonicalRows(installation, workspaceId, repositoryId);
    for (const subgraph of PROJECTIONS) {
      const { rebuildProjection } = await ask(
        'mutation ($input: RebuildProjectionInput!) { rebuildProjection(input: $input) { id } }',
        { input: { subgraph: subgraph.toUpperCase() } },
      );
      const end = await settled(
        async () =>
          (await ask('query ($id: ID!) { maintenanceOperation(id: $id) { state error { code } } }', rebuildProjection))
            .maintenanceOperation,
      );
      expect(end).toMatchObject({ state: 'SUCCEEDED' });
    }
    expect(await canonicalRows(installation, workspaceId, repositoryId)).toEqual(before);
    expect(await traces()).toEqual([]);
  }, 120_000);
});

describe('a person who was erased', () => {
  it('does not come back with a new commit under another address', async () => {
    const before = (await numbers()) as { people: unknown[] };
    commit('Zorabella Quixworth <zb@new-quarry.org>', 9, 'Add snollygoster', { 'src/c.ts': 'export const c = 1;\n' });
    commit(BO, 10, 'Thank zb@new-quarry.org', { 'src/c.ts': 'export const c = 2;\n' });
    await importIt();
    await peopleSettled();
    expect(await traces()).toEqual([]);
    const after = (await numbers()) as { people: unknown[] };
    expect(after.people).toHaveLength(before.people.length);
    const { developer } = await ask(
      'query ($id: ID!) { developer(id: $id) { name commitCount { value } aliases { id } } }',
      {
        id: personId,
      },
    );
    expect(developer).toMatchObject({ name: 'Erased person', commitCount: { value: 6 } });
    expect(developer.aliases).toHaveLength(5);
  }, 120_000);

  it('nor under that address with another name', async () => {
    commit('Snollygoster <zb@new-quarry.org>', 11, 'Drop snollygoster', { 'src/c.ts': 'export const c = 3;\n' });
    await importIt();
    await peopleSettled();
    expect(await traces()).toEqual([]);
    const { developer } = await ask('query ($id: ID!) { developer(id: $id) { aliases { id } } }', { id: personId });
    expect(developer.aliases).toHaveLength(6);
  }, 120_000);

  it('nor when the whole history is read again', async () => {
    const before = await numbers();
    repository.git(
      '-c',
      'user.name=Bo Ek',
      '-c',
      'user.email=bo@corp.org',
      'commit',
      '-q',
      '--amend',
      '-m',
      'Drop it again',
    );
    await importIt();
    await peopleSettled();
    expect(await traces()).toEqual([]);
    expect(await numbers()).toEqual(before);
  }, 120_000);

  it('nor in a past state', async () => {
    const { deriveState } = await ask('mutation ($input: DeriveStateInput!) { deriveState(input: $input) { id } }', {
      input: { repositoryId, until: '2026-03-05' },
    });
    const run = await settled(
      async () => (await ask('query ($id: ID!) { importRun(id: $id) { state } }', { id: deriveState.id })).importRun,
    );
    expect(run.state).toBe('SUCCEEDED');
    await peopleSettled();
    expect(await traces()).toEqual([]);
  }, 120_000);

  it('nor when an older backup is put back', async () => {
    const restored = await createTestInstallation(installation.config.keys);
    await copyLedger(installation, restored);
    const into = await asInstallation(restored, { hasKeys: false });
    await restoreInto(into, backup);
    // Names are gone before anything is started.
    const { rows } = await restored.databases.developers.ownerPool.query(
      'select name, email from record.alias order by 1, 2',
    );
    expect(rows).toEqual([
      ...Array(4).fill({ name: '', email: '' }),
      { name: 'Ann Lee', email: 'ann@corp.org' },
      { name: 'Bo Ek', email: 'bo@corp.org' },
    ]);
    const trellis = await startRebuildingTrellis({ installation: restored });
    const developers = await startDevelopers(restored.config, createLogger('silent', 'test'));
    const states = async () =>
      Promise.all(
        (['developers', 'integrations'] as const).map(async (subgraph) => {
          const found = await restored.databases[subgraph].ownerPool.query(
            'select distinct state from record.operation',
          );
          return found.rows.map(({ state }) => state).join();
        }),
      );
    await expect.poll(states, { timeout: 90_000, interval: 200 }).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await findTraces(restored, workspaceId, WORDS)).toEqual([]);
    const commits = await restored.databases.analytics.ownerPool.query(
      'select count(*)::int as n from projection.commit',
    );
    expect(commits.rows).toEqual([{ n: 8 }]);
    await developers.stop();
    await trellis.stop();
  }, 180_000);
});

/** The ledger outlives the installation: whoever keeps it brings it along. */
async function copyLedger(from: TestInstallation, to: TestInstallation): Promise<void> {
  const [source, target] = await Promise.all([createStorage(from.config.storage), createStorage(to.config.storage)]);
  for await (const key of source.list(`ledger/${workspaceId}/`)) await target.put(key, await source.get(key));
}
