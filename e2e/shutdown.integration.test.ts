import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestRepository, type TestRepository } from './harness/git-repository.ts';
import {
  API_ROLES,
  createServiceInstallation,
  type ServiceInstallation,
  type ServiceProcess,
  WORKER_ROLES,
} from './harness/service-processes.ts';

let installation: ServiceInstallation;
let repository: TestRepository;
let token: string;

beforeAll(async () => {
  installation = await createServiceInstallation();
  repository = createTestRepository();
  const names = { workspaceName: 'Stopping', memberName: 'Owner', createWorkspace: true };
  token = (await bootstrapOperator(installation.config.databases.teams as string, names)).apiToken;
}, 240_000);

afterAll(async () => {
  repository.remove();
  await installation.drop();
});

interface Answer {
  readonly status: number;
  readonly closes: boolean;
  readonly body: string;
}

/** Asks over a connection that is kept alive. @throws the connection's error, with its code, and whether it was used before */
function ask(url: string, agent: Agent, query: string, variables: object = {}, id = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-request-id': id };
    const request = httpRequest(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('error', reject);
      response.on('end', () => {
        if (!response.complete) reject(Object.assign(new Error('half an answer'), { code: 'HALF' }));
        resolve({ status: response.statusCode ?? 0, closes: response.headers.connection === 'close', body });
      });
    });
    request.on('error', (error) => reject(Object.assign(error, { isReused: request.reusedSocket })));
    request.end(JSON.stringify({ query, variables }));
  });
}

const readiness = async (url: string) => {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, ((await answer.json()) as { status: string }).status];
};

it('answers every request that it took when it is told to stop under load, and ends well', async () => {
  const api = await installation.startProcess(API_ROLES);
  const url = api.url ?? '';
  const seen = { answered: 0, refused: 0, turnedAway: 0, lost: [] as string[] };
  /** Cut before anything came back, on a connection of their own: none of them may have been taken. */
  const cut: string[] = [];
  let isLoading = true;
  const load = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (isLoading) {
      const id = randomUUID();
      try {
        const answer = await ask(url, agent, '{ workspace { name } }', {}, id);
        if (answer.status === 200 && answer.body === '{"data":{"workspace":{"name":"Stopping"}}}') seen.answered += 1;
        else if (answer.status === 503 && answer.closes) seen.turnedAway += 1;
        else seen.lost.push(`status ${answer.status}: ${answer.body}`);
      } catch (error) {
        const { code, isReused } = error as { code?: string; isReused?: boolean };
        if (code === 'ECONNRESET' && !isReused) cut.push(id);
        else if (code !== 'ECONNREFUSED') seen.lost.push(String(code ?? error));
        else {
          seen.refused += 1;
          await sleep(20);
        }
      }
    }
    agent.destroy();
  };
  const loads = Array.from({ length: 8 }, load);
  await expect.poll(() => seen.answered, { timeout: 60_000 }).toBeGreaterThan(50);

  // One that takes longer than the rest: it waits for a row that somebody holds.
  const { ownerPool } = installation.databases.teams;
  const holder = await ownerPool.connect();
  await holder.query('begin; lock table record.workspace in access exclusive mode');
  let isAnswered = false;
  const slow = ask(url, new Agent(), '{ workspace { id name } }').finally(() => {
    isAnswered = true;
  });
  await sleep(200);
  api.child.kill('SIGTERM');
  await sleep(900);
  expect(isAnswered).toBe(false);
  await holder.query('commit');
  holder.release();

  expect(await slow).toMatchObject({ status: 200, closes: true });
  expect(await api.ended).toBe(0);
  isLoading = false;
  await Promise.all(loads);
  expect(seen.lost).toEqual([]);
  expect(cut.filter((id) => api.log().includes(id))).toEqual([]);
  expect(cut.length).toBeLessThan(8);
  expect(seen.refused).toBeGreaterThan(0);
  expect(api.log()).not.toContain('"level":50');
}, 240_000);

it('says that it is not ready before it takes no more requests, and ends event streams', async () => {
  const api = await installation.startProcess(API_ROLES, { TRELLIS_DRAIN_MS: '4000' });
  const url = api.url ?? '';
  expect(await readiness(url)).toEqual([200, 'ready']);
  const stream = await fetch(`${url}/events`, { headers: { authorization: `Bearer ${token}` } });
  expect(stream.status).toBe(200);
  const streamed = stream.text();
  api.child.kill('SIGTERM');
  await expect.poll(() => readiness(api.management), { interval: 10, timeout: 3_000 }).toEqual([503, 'stopping']);
  expect(await readiness(url)).toEqual([503, 'stopping']);
  const { status, closes } = await ask(url, new Agent(), '{ workspace { name } }');
  expect([status, closes]).toEqual([200, true]);
  expect(await streamed).toContain('retry:');
  expect(await api.ended).toBe(0);
}, 240_000);

it('hands back an import that it works on, and the next worker goes on with it', async () => {
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repository.path, input: history(6_000) });
  const api = await installation.startProcess(API_ROLES);
  const first = await installation.startProcess(WORKER_ROLES);
  const agent = new Agent();
  const url = api.url ?? '';
  const begun = await ask(url, agent, 'mutation ($l: String!) { importRepository(input: { location: $l }) { id } }', {
    l: repository.path,
  });
  const { id } = (JSON.parse(begun.body) as { data: { importRepository: { id: string } } }).data.importRepository;
  const run = async () => {
    const query = 'query ($id: ID!) { importRun(id: $id) { state commitsRead commitsTotal } }';
    const { body } = await ask(url, agent, query, { id });
    return (JSON.parse(body) as { data: { importRun: Run } }).data.importRun;
  };
  interface Run {
    readonly state: string;
    readonly commitsRead: number;
    readonly commitsTotal: number | null;
  }
  await expect.poll(async () => (await run()).state, { interval: 20, timeout: 60_000 }).toBe('RUNNING');
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect((await run()).state).toBe('RUNNING');
  const second: ServiceProcess = await installation.startProcess(WORKER_ROLES);
  await expect.poll(async () => (await run()).state, { interval: 200, timeout: 150_000 }).toBe('SUCCEEDED');
  expect(await run()).toMatchObject({ commitsRead: 6_000, commitsTotal: 6_000 });
  expect(second.log()).toContain('"activity":"teams.applyBatch"');
}, 240_000);

/** So many commits, as git takes them in fast. */
function history(commits: number): string {
  const lines = Array.from({ length: commits }, (_, index) => {
    const text = `line ${index}\n`;
    return [
      'commit refs/heads/main',
      `committer Ann <ann@example.com> ${1_700_000_000 + index * 60} +0100`,
      'data 1',
      'c',
      `M 100644 inline file-${index % 50}.ts`,
      `data ${text.length}`,
      text,
    ].join('\n');
  });
  return `${lines.join('\n')}\n`;
}
