import { setTimeout } from 'node:timers/promises';
import { namedId } from '@trellis/contributions/ids.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyBatchOnce } from './apply-batch.ts';
import { batchCreditSets, botCreditSets, creditSetsOfPeople, saveCreditSets } from './credit-sets.ts';
import { dropRetiredGenerations } from './drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from './generations.ts';
import { applyIdentities } from './identities.ts';
import type { ProjectionParts } from './projection-parts.ts';
import { currentGenerations, readableGeneration } from './readable-generations.ts';
import { createMemoryStorage, putBatch, putIdentities } from './testing.ts';

let database: TestDatabase;
let workspaceId: string;
let mirrored: number[];
let parts: ProjectionParts & { storage: ReturnType<typeof createMemoryStorage> };
let run = 0;

beforeAll(async () => {
  database = await createTestDatabase('analytics');
});
afterAll(() => database.drop());
beforeEach(() => {
  run += 1;
  workspaceId = namedId('workspace', String(run));
  mirrored = [];
  parts = {
    pool: database.pool,
    storage: createMemoryStorage(),
    mirrorEpoch: async (_, epoch) => void mirrored.push(epoch),
  };
});

const stream = (name = 'first', repository = 'repository') => ({
  workspaceId,
  repositoryId: namedId(repository, workspaceId),
  generation: namedId('generation', name, workspaceId),
});

const head = { headSha: 'a'.repeat(40), headAt: 1_770_000_000, asOf: '2026-02-02T03:04:05.000Z' };

async function begin(name?: string, kind: 'current' | 'past' = 'current') {
  await beginGeneration(parts, { ...stream(name), kind, until: kind === 'past' ? '2025-12-31' : null }, 1);
}

async function apply(number: number, name?: string) {
  const ref = await putBatch(parts.storage, stream(name), number, [{}]);
  await applyBatchOnce(parts, ref, ({ commits }) => {
    const { members } = batchCreditSets(commits);
    return async (db) => {
      await saveCreditSets(db, workspaceId, members);
      await db.query(
        `insert into projection.activity_day values ($1, $2, '2026-01-05', $3, $4, 0, 0, 0, '{}')
         on conflict (workspace_id, generation, day, credit_set) do update set commits = activity_day.commits + 1`,
        [workspaceId, ref.generation, [...members.keys()][0], commits.length],
      );
    };
  });
  return ref;
}

const commitsOf = async (name?: string) => {
  const { rows } = await database.ownerPool.query(
    'select coalesce(sum(commits), 0) as commits from projection.activity_day where generation = $1',
    [stream(name).generation],
  );
  return rows[0].commits;
};

const generationRow = async (name?: string) =>
  (await database.ownerPool.query('select * from record.generation where generation = $1', [stream(name).generation]))
    .rows[0];

describe('rows of earlier batches that are gone', () => {
  test('are waited for: an increment begins nothing of its own, and goes on once they are back', async () => {
    const increment = { ...stream(), kind: 'current' as const, until: null, firstBatch: 3 };
    await expect(beginGeneration(parts, increment, 1)).rejects.toMatchObject({
      type: 'GENERATION_LOST',
      nonRetryable: false,
    });
    expect(await generationRow()).toBeUndefined();
    await begin();
    await beginGeneration(parts, increment, 1);
  });
});

describe('applying batches', () => {
  test('applies a batch once, however often it comes', async () => {
    await begin();
    await apply(1);
    await apply(1);
    expect(await commitsOf()).toBe(1);
  });

  test('applies a batch once where two runs of the activity overlap', async () => {
    await begin();
    const ref = await putBatch(parts.storage, stream(), 1, [{}]);
    let prepared = 0;
    let projected = 0;
    const bothPrepared = Promise.withResolvers<void>();
    const slowly = async () => {
      prepared += 1;
      if (prepared === 2) bothPrepared.resolve();
      await bothPrepared.promise;
      return async () => {
        projected += 1;
        await setTimeout(100);
      };
    };
    await Promise.all([applyBatchOnce(parts, ref, slowly), applyBatchOnce(parts, ref, slowly)]);
    expect(projected).toBe(1);
  });

  test('refuses a batch that skips one, without trying again', async () => {
    await begin();
    await apply(1);
    await expect(apply(3)).rejects.toMatchObject({ type: 'BATCH_OUT_OF_SEQUENCE', nonRetryable: true });
    expect(await commitsOf()).toBe(1);
  });

  test('refuses a batch of a generation that was not begun', async () => {
    await expect(apply(1)).rejects.toMatchObject({ type: 'GENERATION_UNKNOWN', nonRetryable: true });
  });

  test('halts the stream visibly at a batch that is not readable, and goes on with a good one', async () => {
    await begin();
    const ref = await putBatch(parts.storage, stream(), 1, [{}]);
    const good = parts.storage.objects.get(ref.objectKey) as Buffer;
    parts.storage.objects.set(ref.objectKey, Buffer.from('no zstd'));
    const project = () => async () => undefined;
    await expect(applyBatchOnce(parts, ref, project)).rejects.toMatchObject({
      type: 'BATCH_CORRUPT',
      nonRetryable: true,
    });
    expect((await generationRow()).halted).toBe('BATCH_CORRUPT at batch 1');
    parts.storage.objects.set(ref.objectKey, good);
    await applyBatchOnce(parts, ref, project);
    expect(await generationRow()).toMatchObject({ halted: null, applied_through: 1 });
  });

  test('halts the stream at a batch that is gone from storage', async () => {
    await begin();
    const ref = await putBatch(parts.storage, stream(), 1, [{}]);
    parts.storage.objects.clear();
    await expect(applyBatchOnce(parts, ref, () => async () => undefined)).rejects.toMatchObject({
      type: 'OBJECT_MISSING',
    });
    expect((await generationRow()).halted).toBe('OBJECT_MISSING at batch 1');
  });

  test('refuses a batch of another repository', async () => {
    await begin();
    const foreign = await putBatch(parts.storage, stream('first', 'another'), 1, [{}]);
    const ref = { ...foreign, repositoryId: stream().repositoryId };
    await expect(applyBatchOnce(parts, ref, () => async () => undefined)).rejects.toMatchObject({
      type: 'BATCH_CORRUPT',
    });
  });

  test('keeps nothing of a batch whose projection fails', async () => {
    await begin();
    const ref = await putBatch(parts.storage, stream(), 1, [{}]);
    const failing = () => async () => {
      throw new Error('disk full');
    };
    await expect(applyBatchOnce(parts, ref, failing)).rejects.toThrow('disk full');
    expect((await generationRow()).applied_through).toBe(0);
  });

  test('raises the epoch with an increment of a readable generation only, and mirrors it on a retry', async () => {
    await begin();
    await apply(1);
    expect(mirrored).toEqual([]);
    await activateGeneration(parts, { ...stream(), ...head });
    await apply(2);
    await apply(2);
    expect(mirrored).toEqual([1, 2, 2]);
  });
});

describe('generations', () => {
  test('are unread until they are activated', async () => {
    await begin();
    await apply(1);
    const read = () => inWorkspace(database.pool, workspaceId, (db) => currentGenerations(db, workspaceId));
    expect(await read()).toEqual([]);
    await activateGeneration(parts, { ...stream(), ...head });
    expect(await read()).toMatchObject([{ generation: stream().generation, asOf: new Date(head.asOf) }]);
  });

  test('take the place of the current one, whose rows go afterwards', async () => {
    await begin();
    await apply(1);
    await activateGeneration(parts, { ...stream(), ...head });
    await begin('second');
    await apply(1, 'second');
    await activateGeneration(parts, { ...stream('second'), ...head });
    expect((await generationRow()).state).toBe('retired');
    await expect(apply(2)).rejects.toMatchObject({ type: 'GENERATION_RETIRED' });
    await dropRetiredGenerations(parts, stream());
    expect(await generationRow()).toBeUndefined();
    expect(await commitsOf()).toBe(0);
    expect(await commitsOf('second')).toBe(1);
  });

  test('activated again with the same head raise no epoch', async () => {
    await begin();
    const first = await activateGeneration(parts, { ...stream(), ...head });
    expect(await activateGeneration(parts, { ...stream(), ...head })).toEqual(first);
    expect(await activateGeneration(parts, { ...stream(), ...head, headSha: 'b'.repeat(40) })).toEqual({ epoch: 2 });
  });

  test('of the past stand beside the current one, and only when asked for', async () => {
    await begin();
    await activateGeneration(parts, { ...stream(), ...head });
    await begin('past', 'past');
    await activateGeneration(parts, { ...stream('past'), ...head });
    const read = (state?: string) =>
      inWorkspace(database.pool, workspaceId, (db) =>
        readableGeneration(db, workspaceId, stream().repositoryId, state),
      );
    expect(await read()).toMatchObject({ generation: stream().generation, kind: 'current' });
    expect(await read(stream('past').generation)).toMatchObject({ kind: 'past', until: '2025-12-31' });
    expect(await read(namedId('nothing'))).toBeUndefined();
    expect(await read('no uuid')).toBeUndefined();
  });

  test('of another repository are no state of this one', async () => {
    await begin('past', 'past');
    await activateGeneration(parts, { ...stream('past'), ...head });
    const foreign = await inWorkspace(database.pool, workspaceId, (db) =>
      readableGeneration(db, workspaceId, namedId('another', workspaceId), stream('past').generation),
    );
    expect(foreign).toBeUndefined();
  });

  test('of the past are kept, the newest five', async () => {
    for (let day = 1; day <= 7; day += 1) {
      await begin(`past ${day}`, 'past');
      await activateGeneration(parts, { ...stream(`past ${day}`), ...head, asOf: `2026-02-0${day}T00:00:00.000Z` });
    }
    await dropRetiredGenerations(parts, stream());
    expect(await generationRow('past 2')).toBeUndefined();
    expect(await generationRow('past 3')).toMatchObject({ state: 'past' });
  });

  test('that were begun and never activated go once a later one is current', async () => {
    await begin('abandoned');
    await apply(1, 'abandoned');
    await begin();
    await activateGeneration(parts, { ...stream(), ...head });
    await begin('next');
    await dropRetiredGenerations(parts, stream());
    expect(await generationRow('abandoned')).toBeUndefined();
    expect(await commitsOf('abandoned')).toBe(0);
    expect(await generationRow('next')).toMatchObject({ state: 'building' });
  });
});

describe('identities', () => {
  const [ada, adaAtWork, bot] = [namedId('alias', 'ada'), namedId('alias', 'ada at work'), namedId('alias', 'bot')];
  const person = namedId('developer', 'ada');

  const peopleOf = async () => {
    const { rows } = await database.ownerPool.query(
      'select alias_id, developer_id from record.alias_person where workspace_id = $1 order by alias_id',
      [workspaceId],
    );
    return Object.fromEntries(rows.map((row) => [row.alias_id, row.developer_id]));
  };

  test('become exactly the decided set, by the newest version', async () => {
    const lines = [
      { aliasId: ada, developerId: person },
      { aliasId: adaAtWork, developerId: person },
    ];
    await applyIdentities(parts, await putIdentities(parts.storage, workspaceId, 2, lines));
    await applyIdentities(parts, await putIdentities(parts.storage, workspaceId, 1, []));
    expect(await peopleOf()).toEqual({ [ada]: person, [adaAtWork]: person });
    await applyIdentities(
      parts,
      await putIdentities(parts.storage, workspaceId, 3, [{ aliasId: ada, developerId: bot }]),
    );
    expect(await peopleOf()).toEqual({ [ada]: bot });
    expect(mirrored).toEqual([1, 1, 2]);
  });

  test("find a person's credit sets, and those of bots alone", async () => {
    const lines = [
      { aliasId: ada, developerId: person },
      { aliasId: adaAtWork, developerId: person },
      { aliasId: bot, isBot: true },
    ];
    await applyIdentities(parts, await putIdentities(parts.storage, workspaceId, 1, lines));
    const { ofCommit, members } = batchCreditSets([
      { credit: [ada, adaAtWork] },
      { credit: [bot, ada] },
      { credit: [bot] },
    ]);
    await inWorkspace(database.pool, workspaceId, async (db) => {
      await saveCreditSets(db, workspaceId, members);
      const found = await creditSetsOfPeople(db, workspaceId, [person, 'no uuid']);
      expect(found.sort()).toEqual([ofCommit[0], ofCommit[1]].sort());
      expect(await botCreditSets(db, workspaceId)).toEqual([bot]);
    });
  });
});

describe('credit sets', () => {
  test('of the same aliases are one, whoever is the author', () => {
    const [one, other] = [namedId('alias', '1'), namedId('alias', '2')];
    const { ofCommit, members } = batchCreditSets([{ credit: [one, other] }, { credit: [other, one] }]);
    expect(ofCommit[0]).toBe(ofCommit[1]);
    expect([...members.keys()]).toEqual([ofCommit[0]]);
  });
});
