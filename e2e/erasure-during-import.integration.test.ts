import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  API_ROLES,
  createServiceInstallation,
  type ServiceInstallation,
  type ServiceProcess,
  WORKER_ROLES,
} from './harness/service-processes.ts';
import { findTraces } from './harness/traces.ts';

const PERSON = 'Zorabella Quixworth <zorabella@quixworth.org>';
const BO = 'Bo Ek <bo@corp.org>';
const WORDS = ['zorabella', 'quixworth', 'flibbertigibbet'];
const COMMITS = 12_000;

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-erasing-'));
let installation: ServiceInstallation;
let api: ServiceProcess;
let worker: ServiceProcess;
let token: string;
let workspaceId: string;

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

/**
 * A history in which every third commit is the person's, and every third mentions them.
 * @param begins seconds since 1970
 */
function writeHistory(name: string, commits: number, begins: number): string {
  const gitDir = path.join(folder, name);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', gitDir]);
  const said = ['Tune the flibbertigibbet', "Follow Zorabella Quixworth's advice", 'Go on'];
  const stream = Array.from({ length: commits }, (_, i) => {
    const who = i % 3 === 0 ? PERSON : BO;
    const when = `${begins + i * 60} +0000`;
    const message = `${said[i % 3]} ${i}`;
    return `commit refs/heads/main\nauthor ${who} ${when}\ncommitter ${who} ${when}\ndata ${message.length}\n${message}\nM 644 inline src/${i % 50}.ts\ndata 2\n${i % 10}\n`;
  });
  execFileSync('git', ['--git-dir', gitDir, 'fast-import', '--quiet'], { input: stream.join('') });
  return gitDir;
}

async function beginImport(location: string): Promise<string> {
  const mutation = 'mutation ($l: String!) { importRepository(input: { location: $l }) { id } }';
  return (await ask(mutation, { l: location })).importRepository.id;
}

const runState = async (id: string) =>
  (await ask('query ($id: ID!) { importRun(id: $id) { state } }', { id })).importRun.state;

beforeAll(async () => {
  installation = await createServiceInstallation();
  const names = { workspaceName: 'Erasure', memberName: 'Owner', createWorkspace: true };
  const operator = await bootstrapOperator(installation.config.databases.teams as string, names);
  token = operator.apiToken;
  workspaceId = operator.workspaceId;
  [api, worker] = await Promise.all([installation.startProcess(API_ROLES), installation.startProcess(WORKER_ROLES)]);
}, 120_000);

afterAll(async () => {
  await installation?.drop();
  rmSync(folder, { recursive: true });
});

it('a person erased while histories that name them are read is nowhere afterwards, though the worker is killed', async () => {
  const first = await beginImport(writeHistory('first.git', 30, 1_600_000_000));
  await expect.poll(() => runState(first), { timeout: 60_000 }).toBe('SUCCEEDED');
  const { developers } = await ask('{ developers(search: "quixworth") { edges { node { id } } } }');
  const developerId = developers.edges[0].node.id;

  const second = await beginImport(writeHistory('second.git', COMMITS, 1_700_000_000));
  // Some of it is read, and some of that is projected.
  const read =
    'select coalesce(sum(commits), 0)::int as n from record.batch join record.import_run r using (generation) where r.import_id = $1';
  await expect
    .poll(async () => (await installation.databases.integrations.ownerPool.query(read, [second])).rows[0].n, {
      timeout: 60_000,
      interval: 20,
    })
    .toBeGreaterThan(0);
  const { eraseDeveloper } = await ask(
    'mutation ($input: EraseDeveloperInput!) { eraseDeveloper(input: $input) { id } }',
    { input: { developerId, confirm: 'Zorabella Quixworth' } },
  );
  for (const afterMs of [300, 900, 1_500]) {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    worker.child.kill('SIGKILL');
    await worker.ended;
    worker = await installation.startProcess(WORKER_ROLES);
  }
  const erasing = async () =>
    (await ask('query ($id: ID!) { identityOperation(id: $id) { state } }', eraseDeveloper)).identityOperation.state;
  await expect.poll(erasing, { timeout: 120_000 }).toBe('SUCCEEDED');
  await expect.poll(() => runState(second), { timeout: 120_000 }).toBe('SUCCEEDED');
  await expect
    .poll(async () => (await ask('{ identityOperations { state } }')).identityOperations, { timeout: 120_000 })
    .toSatisfy((all: { state: string }[]) => all.every(({ state }) => state === 'SUCCEEDED'));

  expect(await findTraces(installation, workspaceId, WORDS, [api.log(), worker.log()])).toEqual([]);
  const { developer } = await ask('query ($id: ID!) { developer(id: $id) { name commitCount { value } } }', {
    id: developerId,
  });
  expect(developer).toEqual({ name: 'Erased person', commitCount: { value: COMMITS / 3 + 10 } });
}, 400_000);
