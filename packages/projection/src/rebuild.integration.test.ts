import { namedId } from '@trellis/contributions/ids.ts';
import type { RebuildActivities, RebuildBegun, StreamHead } from '@trellis/contributions/rebuild.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyBatchOnce } from './apply-batch.ts';
import { dropRetiredGenerations } from './drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from './generations.ts';
import type { ProjectionParts } from './projection-parts.ts';
import type { Projector } from './projector.ts';
import { readableGeneration } from './readable-generations.ts';
import { createRebuildActivities } from './rebuild.ts';
import { createMemoryStorage, putBatch } from './testing.ts';

let database: TestDatabase;
let parts: ProjectionParts & { storage: ReturnType<typeof createMemoryStorage> };
let workspaceId: string;
let rebuild: RebuildActivities;
let operationId: string;
let mirrored: number[];
let run = 0;

beforeAll(async () => {
  database = await createTestDatabase('analytics');
});
afterAll(() => database.drop());
beforeEach(async () => {
  run += 1;
  workspaceId = namedId('rebuilt workspace', String(run));
  operationId = namedId('operation', workspaceId);
  mirrored = [];
  parts = {
    pool: database.pool,
    storage: createMemoryStorage(),
    mirrorEpoch: async (_, epoch) => void mirrored.push(epoch),
  };
  rebuild = createRebuildActivities(parts, projector(1));
  await beginGeneration(parts, { ...stream(), kind: 'current', until: null }, 1);
  await apply(1);
  await apply(2);
  await activateGeneration(parts, { ...stream(), ...head });
});

const head = { headSha: 'a'.repeat(40), headAt: 1_770_000_000, asOf: '2026-02-02T03:04:05.000Z' };
const stream = (name = 'first') => ({
  workspaceId,
  repositoryId: namedId('repository', workspaceId),
  generation: namedId('generation', name, workspaceId),
});
const streamHead = (through = 2, name = 'first'): StreamHead => ({
  repositoryId: stream().repositoryId,
  stream: stream(name).generation,
  isCurrent: true,
  through,
  headKey: 'heads/a',
  ...head,
});

/** Keeps one row a batch, in a version's own words. */
function projector(version: number): Projector {
  return {
    version,
    prepare:
      ({ commits }) =>
      async (db, rows) => {
        await db.query(
          `insert into projection.activity_day values ($1, $2, '2026-01-05', $3, $4, $5, 0, 0, '{}')
           on conflict (workspace_id, generation, day, credit_set) do update set commits = activity_day.commits + $4`,
          [workspaceId, rows.generation, namedId('set', workspaceId), commits.length, version],
        );
      },
  };
}

const batch = (number: number) => putBatch(parts.storage, stream(), number, [{}]);
const apply = async (number: number) => applyBatchOnce(parts, await batch(number), projector(1).prepare);
const begin = (olderThan: number | null = null, of = streamHead()) =>
  rebuild.beginRebuild({ workspaceId, operationId, olderThan, stream: of });
const aside = ({ generation }: RebuildBegun) => ({ workspaceId, repositoryId: stream().repositoryId, generation });
const applyAside = async (begun: RebuildBegun, ...numbers: number[]) =>
  rebuild.applyAside(aside(begun), await Promise.all(numbers.map(batch)));
const swap = (begun: RebuildBegun, of = streamHead()) => rebuild.swapRebuild(aside(begun), operationId, of);
const seen = () =>
  inWorkspace(database.pool, workspaceId, (db) => readableGeneration(db, workspaceId, stream().repositoryId));
const commitsSeen = async () =>
  (
    await database.ownerPool.query(
      'select commits, merges as version from projection.activity_day where generation = $1',
      [(await seen())?.generation],
    )
  ).rows;

describe('a rebuild', () => {
  test('is unseen until it is swapped in, and takes the place of the old rows at one stroke', async () => {
    const begun = (await begin()) as RebuildBegun;
    expect(begun).toMatchObject({ appliedThrough: 0, through: 2 });
    expect(await applyAside(begun, 1, 2)).toBe(true);
    expect((await seen())?.generation).toBe(stream().generation);
    expect(await swap(begun)).toEqual({ kind: 'swapped' });
    expect(await seen()).toMatchObject({ generation: begun.generation, headSha: head.headSha });
    expect(await commitsSeen()).toEqual([{ commits: 2, version: 1 }]);
  });

  test('is not swapped in before it has what an import brought meanwhile', async () => {
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1);
    await apply(3);
    await applyAside(begun, 2);
    expect(await swap(begun)).toEqual({ kind: 'behind', through: 3 });
    await applyAside(begun, 3);
    await apply(3);
    expect(await swap(begun)).toEqual({ kind: 'swapped' });
    expect(await commitsSeen()).toEqual([{ commits: 3, version: 1 }]);
  });

  test('leaves the stream its name: imports go on upon the new rows, and past states are found', async () => {
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1, 2);
    await swap(begun);
    await dropRetiredGenerations(parts, stream());
    await beginGeneration(parts, { ...stream(), kind: 'current', until: null }, 1);
    await apply(3);
    await activateGeneration(parts, { ...stream(), ...head, headSha: 'b'.repeat(40) });
    expect(await seen()).toMatchObject({ generation: begun.generation, headSha: 'b'.repeat(40) });
    expect(await commitsSeen()).toEqual([{ commits: 3, version: 1 }]);
    const byState = await inWorkspace(database.pool, workspaceId, (db) =>
      readableGeneration(db, workspaceId, stream().repositoryId, stream().generation),
    );
    expect(byState?.generation).toBe(begun.generation);
  });

  test('applies each batch once, however often and in however many pieces it comes', async () => {
    const begun = (await begin()) as RebuildBegun;
    await Promise.all([applyAside(begun, 1, 2), applyAside(begun, 1, 2)]);
    await applyAside(begun, 1, 2);
    expect(await begin()).toMatchObject({ generation: begun.generation, appliedThrough: 2 });
    await swap(begun);
    expect(await swap(begun)).toEqual({ kind: 'swapped' });
    // The second one has only mirrored again.
    expect(mirrored.at(-1)).toBe(mirrored.at(-2));
    expect(await commitsSeen()).toEqual([{ commits: 2, version: 1 }]);
    await expect(applyAside(begun, 4)).resolves.toBe(false);
  });

  test('is done once by an operation that is tried again, and again by another one', async () => {
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1, 2);
    await swap(begun);
    expect(await begin()).toBeNull();
    operationId = namedId('operation', 'another', workspaceId);
    expect(await begin()).toMatchObject({ appliedThrough: 0 });
  });

  test('refuses a batch that skips one', async () => {
    const begun = (await begin()) as RebuildBegun;
    await expect(applyAside(begun, 2)).rejects.toMatchObject({ type: 'BATCH_OUT_OF_SEQUENCE' });
  });

  test('is given up where a new state takes the place of what it rebuilds', async () => {
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1, 2);
    await beginGeneration(parts, { ...stream('second'), kind: 'current', until: null }, 1);
    await activateGeneration(parts, { ...stream('second'), ...head });
    await dropRetiredGenerations(parts, stream());
    expect(await applyAside(begun, 1, 2)).toBe(false);
    expect(await swap(begun)).toEqual({ kind: 'superseded' });
    expect(await begin()).toBeNull();
    expect((await seen())?.generation).toBe(stream('second').generation);
  });

  test('leaves a state alone that an import is about to bring', async () => {
    await beginGeneration(parts, { ...stream('second'), kind: 'current', until: null }, 1);
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1, 2);
    await swap(begun);
    await dropRetiredGenerations(parts, stream());
    await activateGeneration(parts, { ...stream('second'), ...head });
    expect((await seen())?.generation).toBe(stream('second').generation);
  });

  test('begins anew where it was given up', async () => {
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1);
    await rebuild.abandonRebuild({ workspaceId, operationId, olderThan: null, stream: streamHead() });
    expect(await applyAside(begun, 2)).toBe(false);
    expect(await swap(begun)).toEqual({ kind: 'superseded' });
    const again = (await begin()) as RebuildBegun;
    expect(again.generation).not.toBe(begun.generation);
    expect(again.appliedThrough).toBe(0);
  });

  test('brings rows that lie behind what was read to where the reading is', async () => {
    const begun = (await begin(null, streamHead(4))) as RebuildBegun;
    expect(begun.through).toBe(4);
    await applyAside(begun, 1, 2, 3, 4);
    const further = { ...streamHead(4), headSha: 'c'.repeat(40) };
    expect(await swap(begun, further)).toEqual({ kind: 'swapped' });
    expect(await seen()).toMatchObject({ headSha: 'c'.repeat(40) });
  });
});

describe('a newer version of a projector', () => {
  test('rebuilds what an older one wrote, and leaves its own rows as they are', async () => {
    expect(await begin(1)).toBeNull();
    rebuild = createRebuildActivities(parts, projector(2));
    const begun = (await begin(2)) as RebuildBegun;
    await applyAside(begun, 1, 2);
    await swap(begun);
    expect(await commitsSeen()).toEqual([{ commits: 2, version: 2 }]);
    operationId = namedId('operation', 'another', workspaceId);
    expect(await begin(2)).toBeNull();
  });

  test('finds what older ones wrote in every workspace, by id alone, and nobody else may look', async () => {
    const outdated = async (version: number) =>
      (await database.pool.query('select * from record.outdated_workspaces($1, 1000)', [version])).rows;
    expect(await outdated(1)).toEqual([]);
    const mine = workspaceId;
    const others = await outdated(2);
    expect(others).toContainEqual({ workspace_id: mine });
    expect(others.length).toBeGreaterThan(1);
    expect((await database.pool.query('select * from record.generation')).rows).toEqual([]);
    const { rows } = await database.ownerPool.query(
      `select has_function_privilege('public', 'record.outdated_workspaces(integer, integer)', 'execute') as open`,
    );
    expect(rows).toEqual([{ open: false }]);
  });

  test('begins anew what an older one has begun, and the older one leaves that to it', async () => {
    const older = rebuild;
    const begun = (await begin()) as RebuildBegun;
    await applyAside(begun, 1);
    rebuild = createRebuildActivities(parts, projector(2));
    expect(await applyAside(begun, 2)).toBe(false);
    const anew = (await begin()) as RebuildBegun;
    expect(anew).toMatchObject({ appliedThrough: 0 });
    rebuild = older;
    await expect(applyAside(anew, 1)).rejects.toMatchObject({ type: 'PROJECTOR_OUTDATED', nonRetryable: false });
    await expect(begin()).rejects.toMatchObject({ type: 'PROJECTOR_OUTDATED' });
  });
});

test('a batch that the tables refuse halts its stream, and no row is quoted', async () => {
  const failing = () => async (db: Parameters<Parameters<typeof inWorkspace>[2]>[0]) => {
    await db.query("select 'a secret'::integer");
  };
  await expect(applyBatchOnce(parts, await batch(3), failing)).rejects.toMatchObject({
    type: 'BATCH_REFUSED',
    nonRetryable: true,
    message: expect.not.stringContaining('secret'),
  });
  const { rows } = await database.ownerPool.query('select halted from record.generation where workspace_id = $1', [
    workspaceId,
  ]);
  expect(rows).toEqual([{ halted: 'BATCH_REFUSED at batch 3' }]);
});
