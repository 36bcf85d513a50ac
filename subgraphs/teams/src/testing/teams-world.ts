import { randomUUID } from 'node:crypto';
import { encodeLines } from '@trellis/contributions/codec.ts';
import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';
import { createActivities } from '../activities/create-activities.ts';
import { batchLines, headFiles, identityLines, type RawCommit, type RawHistory } from './raw-history.ts';

/** A teams database with its activities and an object storage in memory. */
export interface TeamsWorld {
  readonly database: TestDatabase;
  readonly activities: ReturnType<typeof createActivities>;
  /** Epochs mirrored so far, as `workspace epoch`. */
  readonly mirrored: string[];
  /** Stores records as an object and gives its key. */
  put(lines: readonly unknown[]): Promise<string>;
  /** Begins a generation; default: the current one of a new repository in a new workspace. */
  begin(ref?: Partial<GenerationRef>, past?: { readonly until: string }): Promise<GenerationRef>;
  /** Applies commits as the generation's batch of that number. */
  apply(ref: GenerationRef, number: number, commits: readonly RawCommit[]): Promise<void>;
  /** Applies the head and the identities, and activates. */
  finish(ref: GenerationRef, history: Pick<RawHistory, 'head' | 'aliases'>, asOf?: Date): Promise<void>;
  /** All of it: a history as the current state of a new repository, in that many batches. */
  import(
    history: RawHistory,
    options?: { readonly ref?: Partial<GenerationRef>; readonly asOf?: Date; readonly batches?: number },
  ): Promise<GenerationRef>;
  drop(): Promise<void>;
}

export async function createTeamsWorld(): Promise<TeamsWorld> {
  const database = await createTestDatabase('teams');
  const objects = new Map<string, Buffer>();
  const mirrored: string[] = [];
  const storage = {
    async get(key: string) {
      const bytes = objects.get(key);
      if (bytes === undefined) throw new ObjectMissingError(key);
      return bytes;
    },
  } as ObjectStorage;
  const activities = createActivities({
    pool: database.pool,
    storage,
    mirrorEpoch: async (workspaceId, epoch) => void mirrored.push(`${workspaceId} ${epoch}`),
  });
  let identityVersion = 0;

  const world: TeamsWorld = {
    database,
    activities,
    mirrored,
    async put(lines) {
      const { bytes } = await encodeLines(lines);
      const key = randomUUID();
      objects.set(key, bytes);
      return key;
    },
    async begin(ref = {}, past) {
      const whole = { workspaceId: randomUUID(), repositoryId: randomUUID(), generation: randomUUID(), ...ref };
      await activities.beginGeneration({ ...whole, kind: past ? 'past' : 'current', until: past?.until ?? null });
      return whole;
    },
    async apply(ref, number, commits) {
      const objectKey = await world.put(batchLines(commits, ref));
      await activities.applyBatch({ ...ref, number, objectKey, textKey: '', commits: commits.length });
    },
    async finish(ref, { head, aliases }, asOf = new Date('2026-01-01T00:00:00Z')) {
      await activities.applyHead({ ...ref, objectKey: await world.put(headFiles(head)) });
      identityVersion++;
      const objectKey = await world.put(identityLines(aliases));
      await activities.applyIdentities({ workspaceId: ref.workspaceId, version: identityVersion, objectKey });
      await activities.activateGeneration({ ...ref, headSha: 'h'.repeat(40), headAt: 0, asOf: asOf.toISOString() });
    },
    async import(history, { ref, asOf, batches = 1 } = {}) {
      const whole = await world.begin(ref);
      const size = Math.max(Math.ceil(history.commits.length / batches), 1);
      for (let number = 1; (number - 1) * size < history.commits.length; number++)
        await world.apply(whole, number, history.commits.slice((number - 1) * size, number * size));
      await world.finish(whole, history, asOf);
      return whole;
    },
    drop: () => database.drop(),
  };
  return world;
}
