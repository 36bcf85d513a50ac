import { createHash } from 'node:crypto';
import { ObjectMissingError, type ObjectStorage } from './object-storage.ts';

/** What tells of pauses; it is never kept by one. */
const CONTROL = 'control/';
/** Says until when nothing may be deleted. */
const PAUSE = `${CONTROL}deletions-paused.json`;
/** One object for each deletion that was asked for meanwhile. */
const DEFERRED = `${CONTROL}deferred/`;
/** A pause whose holder was killed ends by itself after this long. */
const LEASE_MS = 10 * 60_000;

type Deletion = { readonly key: string } | { readonly prefix: string };

/** A pause that is held. */
export interface DeletionPause {
  /** To be called more often than every ten minutes, as long as the pause is needed. */
  extend(): Promise<void>;
  /** Ends the pause, and deletes what was asked to be deleted meanwhile. */
  end(): Promise<void>;
}

/**
 * From now on nothing that any process deletes through `createStorage` goes away, until the pause ends: what the records
 * name at one moment can be copied after it. Whoever deletes an object has committed before that nothing names it.
 */
export async function pauseDeletions(storage: ObjectStorage): Promise<DeletionPause> {
  const extend = () =>
    storage.put(PAUSE, Buffer.from(JSON.stringify({ until: new Date(Date.now() + LEASE_MS).toISOString() })));
  await extend();
  return {
    extend,
    async end() {
      await storage.delete(PAUSE);
      await finishDeferredDeletions(storage);
    },
  };
}

/** The storage whose deletions wait while a pause is held. */
export function honouringPauses(storage: ObjectStorage): ObjectStorage {
  return {
    ...storage,
    async delete(key) {
      if (!key.startsWith(CONTROL) && (await isPaused(storage))) await defer(storage, { key });
      else await storage.delete(key);
    },
    async deleteBelow(prefix) {
      if (await isPaused(storage)) await defer(storage, { prefix });
      else await storage.deleteBelow(prefix);
    },
  };
}

/** Deletes what was asked to be deleted during a pause that is over. */
export async function finishDeferredDeletions(storage: ObjectStorage): Promise<void> {
  if (await isPaused(storage)) return;
  for await (const note of storage.list(DEFERRED)) {
    const deletion = await readJson<Deletion>(storage, note);
    if (deletion === undefined) continue;
    if ('key' in deletion) await storage.delete(deletion.key);
    else await storage.deleteBelow(deletion.prefix);
    await storage.delete(note);
  }
}

async function isPaused(storage: ObjectStorage): Promise<boolean> {
  const pause = await readJson<{ readonly until: string }>(storage, PAUSE);
  return pause !== undefined && Date.parse(pause.until) > Date.now();
}

async function defer(storage: ObjectStorage, deletion: Deletion): Promise<void> {
  const text = JSON.stringify(deletion);
  const name = createHash('sha256').update(text).digest('hex');
  await storage.put(`${DEFERRED}${name}.json`, Buffer.from(text));
  // The pause may have ended in between: then nobody else looks for the note.
  await finishDeferredDeletions(storage);
}

async function readJson<T>(storage: ObjectStorage, key: string): Promise<T | undefined> {
  try {
    return JSON.parse((await storage.get(key)).toString());
  } catch (error) {
    if (error instanceof ObjectMissingError) return undefined;
    throw error;
  }
}
