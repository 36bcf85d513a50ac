import type { Batch, CommitText } from '@trellis/contributions/batch.ts';
import { BatchCorruptError, decodeBatch, decodeLines } from '@trellis/contributions/codec.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';
import { refuse } from './failures.ts';

/** How long a decoded object stays for the other projections of the same process, which ask for it side by side. */
const SHARED_MS = 2_000;

const shared = new WeakMap<ObjectStorage, Map<string, Promise<unknown>>>();

/**
 * Reads a batch. Projections that run in one process over one storage share the decoded batch while they work on it.
 * @throws ApplicationFailure BATCH_CORRUPT, OBJECT_MISSING (not retried)
 */
export function readBatch(storage: ObjectStorage, objectKey: string): Promise<Batch> {
  return once(storage, `batch ${objectKey}`, () => readBatchAlone(storage, objectKey));
}

/**
 * Reads a batch that no other projection asks for at the same time: nothing of it stays in memory.
 * @throws ApplicationFailure BATCH_CORRUPT, OBJECT_MISSING (not retried)
 */
export function readBatchAlone(storage: ObjectStorage, objectKey: string): Promise<Batch> {
  return read(storage, objectKey, decodeBatch);
}

/**
 * Reads the subjects of a batch's commits, one a commit; a redacted one is empty. Shared like a batch.
 * @throws ApplicationFailure BATCH_CORRUPT, OBJECT_MISSING (not retried)
 */
export function readTexts(storage: ObjectStorage, textKey: string): Promise<readonly CommitText[]> {
  return once(storage, `texts ${textKey}`, () => read(storage, textKey, (bytes) => decodeLines<CommitText>(bytes)));
}

/**
 * Reads any NDJSON object, e.g. the files of a head or identity decisions.
 * @throws ApplicationFailure BATCH_CORRUPT, OBJECT_MISSING (not retried)
 */
export function readLines<T>(storage: ObjectStorage, objectKey: string): Promise<T[]> {
  return read(storage, objectKey, (bytes) => decodeLines<T>(bytes));
}

async function read<T>(storage: ObjectStorage, key: string, decode: (bytes: Buffer) => Promise<T>): Promise<T> {
  try {
    return await decode(await storage.get(key));
  } catch (error) {
    if (error instanceof BatchCorruptError) throw refuse('BATCH_CORRUPT', `${key}: ${error.message}`);
    if (error instanceof ObjectMissingError) throw refuse('OBJECT_MISSING', `${key} is not in the object storage.`);
    throw error;
  }
}

function once<T>(storage: ObjectStorage, key: string, load: () => Promise<T>): Promise<T> {
  const loads = shared.get(storage) ?? new Map<string, Promise<unknown>>();
  shared.set(storage, loads);
  const known = loads.get(key);
  if (known !== undefined) return known as Promise<T>;
  const loading = load();
  loads.set(key, loading);
  const forget = () => void loads.delete(key);
  loading.then(() => setTimeout(forget, SHARED_MS).unref(), forget);
  return loading;
}
