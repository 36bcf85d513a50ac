import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from '../harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from '../harness/running-trellis.ts';
import { clientSchema } from '../harness/select-everything.ts';
import { createDice } from './dice.ts';
import { leaksIn } from './leaks.ts';
import { requestBody } from './mutate-request.ts';
import { type KnownValues, writeOperation } from './write-operation.ts';

/** TRELLIS_FUZZ_OPERATIONS and TRELLIS_FUZZ_SEED make it longer, or another one. */
const OPERATIONS = Number(process.env.TRELLIS_FUZZ_OPERATIONS ?? 20_000);
const SEED = Number(process.env.TRELLIS_FUZZ_SEED ?? 42);
/** What fills caches comes first; from there on memory must not grow by more. */
const WARM_UP = Math.min(5_000, OPERATIONS / 4);
const MOST_GROWTH_BYTES = 120_000_000;
const HANG_MS = 15_000;
const AT_ONCE = 12;
const WORKSPACES = 6;
/** Six imports, on a busy machine. */
const START_MS = 240_000;

describe(`${OPERATIONS} operations, made and changed at random`, () => {
  const repository = createTestRepository('fuzzed');
  const schema = clientSchema();
  let trellis: RunningTrellis;
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const targets: { token: string; known: KnownValues }[] = [];

  beforeAll(async () => {
    repository.write({ 'src/main.ts': 'export const answer = 42;\n', 'docs/a.md': 'text\n' });
    repository.commit({ author: 'Ann <ann@example.org>' });
    repository.write({ 'src/main.ts': 'export const answer = 43;\n' });
    repository.commit({ author: 'Grace <grace@example.org>' });
    trellis = await startTrellis({ apart: false });
    const made = Array.from({ length: WORKSPACES }, (_, index) => makeTarget(`Fuzzed ${index}`));
    targets.push(...(await Promise.all(made)));
  }, START_MS);
  afterAll(async () => {
    agent.destroy();
    await trellis?.stop();
    repository.remove();
  });

  async function makeTarget(name: string) {
    const { apiToken: token, workspaceId } = await trellis.makeWorkspace(name);
    const repositoryId = await trellis.importRepository(token, repository.path);
    const { data } = await trellis.ask<{
      developers: { edges: { node: { id: string; aliases: { id: string }[] } }[] };
      repository: { headSha: string; latestImport: { id: string } };
      createTeam: { id: string };
    }>(
      token,
      'query ($id: ID!) { developers { edges { node { id aliases { id } } } } repository(id: $id) { headSha latestImport { id } } }',
      { id: repositoryId },
    );
    const made = await trellis.ask<{ createTeam: { id: string } }>(
      token,
      'mutation { createTeam(input: { name: "Core" }) { id } }',
    );
    const people = (data?.developers.edges ?? []).map(({ node }) => node);
    const known: KnownValues = {
      id: [repositoryId, made.data?.createTeam.id, data?.repository.latestImport.id, ...people.map(({ id }) => id)],
      repositoryId: [repositoryId],
      developerId: people.map(({ id }) => id),
      developerIds: people.map(({ id }) => id),
      aliasIds: people.flatMap(({ aliases }) => aliases.map(({ id }) => id)),
      teamId: [made.data?.createTeam.id],
      workspaceId: [workspaceId],
      without: people.map(({ id }) => id),
      sha: [data?.repository.headSha],
      shas: [data?.repository.headSha],
      path: ['', 'src', 'src/main.ts', 'docs'],
      text: ['answer', 'text main'],
      first: [1, 3, 20],
      from: ['2020-01-01'],
      to: ['2026-01-01'],
      weeks: [4, 52],
      location: ['/nowhere/else'],
    };
    return { token, known };
  }

  function send(token: string, body: string | Buffer): Promise<{ status: number; text: string }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return new Promise((resolve, reject) => {
      const sending = request(`${trellis.url}/graphql`, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
      });
      sending.setTimeout(HANG_MS, () => sending.destroy(new Error('no answer in time')));
      sending.on('error', reject);
      sending.end(body);
    });
  }

  it('give no failure of ours, say nothing of our insides, hang nowhere and hold no memory', async () => {
    const problems = new Map<string, string>();
    const statuses = new Map<string, number>();
    const count = (what: string) => void statuses.set(what, (statuses.get(what) ?? 0) + 1);

    const one = async (index: number): Promise<void> => {
      const dice = createDice(SEED * 1_000_003 + index);
      const { token, known } = targets[index % targets.length] as (typeof targets)[number];
      const body = requestBody(writeOperation(schema, dice, known), dice);
      const note = (problem: string) => {
        if (!problems.has(problem)) problems.set(problem, `operation ${index}: ${body.toString().slice(0, 1_500)}`);
      };
      try {
        const { status, text } = await send(token, body);
        const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string }; path?: unknown[] }[] };
        for (const { extensions, path } of errors ?? []) {
          count(extensions.code);
          if (['INTERNAL', 'UNAVAILABLE', 'INTERNAL_SERVER_ERROR'].includes(extensions.code)) {
            note(`${extensions.code} at ${JSON.stringify(path?.filter((part) => typeof part === 'string'))}`);
          }
        }
        count(String(status));
        if (status >= 500) note(`status ${status}`);
        for (const leak of leaksIn(errors, body.toString())) note(`leak of ${leak}`);
      } catch (error) {
        note(`no answer: ${String(error)}`);
      }
    };

    let next = 0;
    const runTo = async (end: number) => {
      const runner = async () => {
        while (next < end) {
          next += 1;
          await one(next - 1);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, runner));
    };
    await runTo(WARM_UP);
    const before = heapBytes();
    await runTo(OPERATIONS);
    const growth = heapBytes() - before;
    console.log(
      `heap ${Math.round(before / 1e6)} MB, grown by ${Math.round(growth / 1e6)} MB`,
      Object.fromEntries(statuses),
    );

    expect([...problems].map(([problem, example]) => `${problem}\n  ${example}`)).toEqual([]);
    expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
    // Enough of them are executed, and of each kind of refusal there are some.
    expect(statuses.get('200')).toBeGreaterThan(OPERATIONS / 4);
    for (const code of ['BAD_INPUT', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'TOO_COMPLEX', 'NOT_FOUND']) {
      expect(statuses.get(code) ?? 0, code).toBeGreaterThan(0);
    }
  }, 900_000);
});

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
