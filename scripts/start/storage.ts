import { readStorage } from '@trellis/config/config.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import type { DataFolder } from './data-folder.ts';

/**
 * Opens the object storage of an installation as its processes do: TRELLIS_S3_BUCKET, or the data folder's.
 * @throws ConfigError
 */
export async function openStorage(folder: DataFolder): Promise<ObjectStorage> {
  const storage = await createStorage(readStorage({ ...process.env, TRELLIS_STORAGE_DIR: folder.storage }));
  await storage.ready();
  return storage;
}
