import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@trellis/bench/random.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  trellis = await startCrashingTrellis({});
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
      for (const grow of repository.stages) {
        grow();
        const before = killed.length;
        const begun = await begin(repository.path);
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
        const once = await undisturbed.importInto(trellis.workspaceId, repository.path);
        const told = `round ${round}, killed ${killed.slice(before).join(', ')}`;
        const rows = await canonicalRows(trellis, trellis.workspaceId, begun.repository.id, 'same');
        const expected = await canonicalRows(undisturbed.installation, trellis.workspaceId, once.repository.id, 'same');
        expect(once.repository.id, told).toBe(begun.repository.id);
        expect(expected['analytics.commit']).toHaveLength(once.repository.commitCount);
        for (const [table, those] of Object.entries(expected)) expect(rows[table], `${table}, ${told}`).toEqual(those);
      }
      rmSync(repository.path, { recursive: true, force: true });
    }
    expect(trellis.fell).toEqual([]);
    const times = (name: ProcessName) => killed.filter((one) => one === name).length;
    console.log(`seed ${SEED}: ${PROCESSES.map((name) => `${name} ${times(name)}`).join(', ')}`);
  },
  60_000 + KILLS * 30_000,
);

/** Every process in turn, in a new order each time. */
function* victimsOf(random: () => number): Generator<ProcessName, never> {
  for (;;) {
    const left = [...PROCESSES];
    while (left.length > 0) yield left.splice(Math.floor(random() * left.length), 1)[0] as ProcessName;
  }
}

async function begin(location: string): Promise<{ id: string; repository: { id: string } }> {
  const { importRepository } = await trellis.ask<{ importRepository: { id: string; repository: { id: string } } }>(
    'mutation ($l: String!) { importRepository(input: { location: $l }) { id repository { id } } }',
    { l: location },
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
