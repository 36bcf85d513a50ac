import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@trellis/bench/random.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Importer, startImporter } from '../harness/importer.ts';
import { canonicalRows } from '../harness/projection-rows.ts';
import { type CrashingTrellis, PROCESSES, type ProcessName, startCrashingTrellis } from './crashing-trellis.ts';
import { createGrowingRepository } from './growing-repository.ts';

/** `TRELLIS_FAULT_KILLS`: how many; each process is killed once before one is killed again. */
const KILLS = Number(process.env.TRELLIS_FAULT_KILLS ?? PROCESSES.length);
/** `TRELLIS_FAULT_SEED` gives the same repositories and the same moments again, as far as the machine keeps time. */
const SEED = Number(process.env.TRELLIS_FAULT_SEED ?? Math.floor(Math.random() * 1_000_000));
const LONGEST_WAIT_MS = 1_800;

let trellis: CrashingTrellis;
let undisturbed: Importer;

beforeAll(async () => {
  trellis = await startCrashingTrellis({ env: { TRELLIS_SWEEP_MS: '2000' } });
  undisturbed = await startImporter(trellis.keys);
}, 120_000);

afterAll(async () => {
  await trellis?.stop();
  await undisturbed?.stop();
}, 60_000);

it(
  `has the same rows after ${KILLS} kills as an undisturbed import (TRELLIS_FAULT_SEED=${SEED})`,
  async () => {
    const random = createRandom(SEED);
    const victims = victimsOf(random);
    const killed: ProcessName[] = [];
    for (let round = 0; killed.length < KILLS; round++) {
      const repository = await createGrowingRepository(SEED + round);
      // Every other one is cloned, and fetched from.
      const location = round % 2 === 0 ? repository.path : `file://${repository.path}`;
      for (const grow of repository.stages) {
        grow();
        const before = killed.length;
        const begun = await begin(location);
        while (killed.length < KILLS) {
          await sleep(random() * LONGEST_WAIT_MS);
          if (await isOver(begun.id)) break;
          // Now and then two at once.
          const together = random() < 0.25 && killed.length + 1 < KILLS ? 2 : 1;
          const chosen = [...new Set(Array.from({ length: together }, () => victims.next().value))];
          await Promise.all(chosen.map((name) => trellis.kill(name)));
          killed.push(...chosen);
          await Promise.all(chosen.map((name) => trellis.start(name)));
        }
        await untilSucceeded(begun.id);
        await expectSameRows(
          begun.repository.id,
          location,
          `round ${round}, killed ${killed.slice(before).join(', ')}`,
        );
      }
      repository.remove();
    }
    expect(trellis.fell).toEqual([]);
    const times = (name: ProcessName) => killed.filter((one) => one === name).length;
    console.log(`seed ${SEED}: ${PROCESSES.map((name) => `${name} ${times(name)}`).join(', ')}`);
  },
  60_000 + KILLS * 30_000,
);

describe('work goes on from rows', () => {
  it('after Temporal lost all it knew in the middle of an import', async () => {
    const repository = await createGrowingRepository(SEED + 1_000);
    const begun = await begin(repository.path);
    await untilHalfRead(begun.id);
    await trellis.kill('temporal');
    for (const end of ['', '-wal', '-shm']) rmSync(`${trellis.temporalFile}${end}`, { force: true });
    await trellis.start('temporal');
    await untilSucceeded(begun.id);
    await expectSameRows(begun.repository.id, repository.path);
    repository.remove();
  }, 240_000);

  it('after Redis lost all it knew in the middle of an import', async () => {
    const repository = await createGrowingRepository(SEED + 2_000);
    const begun = await begin(repository.path);
    await untilHalfRead(begun.id);
    const redis = await createRedis(trellis.redisUrl, createLogger('silent', 'test'));
    await redis.flushall();
    await untilSucceeded(begun.id);
    await expectSameRows(begun.repository.id, repository.path);
    const epochs = () => redis.hgetall(`epochs:{${trellis.workspaceId}}`);
    await expect.poll(async () => Object.keys(await epochs()), { timeout: 20_000 }).toContain('analytics');
    redis.disconnect();
    repository.remove();
  }, 240_000);
});

/** Every process in turn, in a new order each time. */
function* victimsOf(random: () => number): Generator<ProcessName, never> {
  for (;;) {
    const left = [...PROCESSES];
    while (left.length > 0) yield left.splice(Math.floor(random() * left.length), 1)[0] as ProcessName;
  }
}

/** The rows are those of an undisturbed import, with all that depends on the imports on the way. */
async function expectSameRows(repositoryId: string, location: string, told = ''): Promise<void> {
  const { workspaceId } = trellis;
  const once = await undisturbed.importInto(workspaceId, location);
  expect(once.repository.id).toBe(repositoryId);
  const rows = await canonicalRows(trellis, workspaceId, repositoryId, 'same');
  const expected = await canonicalRows(undisturbed.installation, workspaceId, repositoryId, 'same');
  expect(expected['analytics.commit']).toHaveLength(once.repository.commitCount);
  for (const [table, those] of Object.entries(expected)) expect(rows[table], `${table} ${told}`).toEqual(those);
}

async function begin(location: string): Promise<{ id: string; repository: { id: string } }> {
  const { importRepository } = await again(() =>
    trellis.ask<{ importRepository: { id: string; repository: { id: string } } }>(
      'mutation ($l: String!) { importRepository(input: { location: $l }) { id repository { id } } }',
      { l: location },
    ),
  );
  return importRepository;
}

/** @throws where the import failed */
async function isOver(id: string): Promise<boolean> {
  const { importRun } = await again(() =>
    trellis.ask<{ importRun: { state: string; error: unknown } }>(
      'query ($id: ID!) { importRun(id: $id) { state error { code message } } }',
      { id },
    ),
  );
  if (importRun.state === 'SUCCEEDED') return true;
  if (importRun.state === 'QUEUED' || importRun.state === 'RUNNING') return false;
  throw new Error(JSON.stringify(importRun));
}

async function untilHalfRead(id: string): Promise<void> {
  for (;;) {
    const { importRun } = await trellis.ask<{ importRun: { commitsTotal: number | null; commitsRead: number } }>(
      'query ($id: ID!) { importRun(id: $id) { commitsTotal commitsRead } }',
      { id },
    );
    const { commitsTotal, commitsRead } = importRun;
    if (commitsTotal !== null && commitsRead * 2 >= commitsTotal) {
      expect(await isOver(id)).toBe(false);
      return;
    }
    await sleep(20);
  }
}

async function untilSucceeded(id: string): Promise<void> {
  while (!(await isOver(id))) await sleep(100);
}

/** A connection that a killed server held is noticed with the first question. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
