import { type Config, readConfig } from '@trellis/config/config.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import type { DataFolder } from './data-folder.ts';

/**
 * Opens the object storage of an installation as its processes do: TRELLIS_S3_BUCKET, or the data folder's.
 * @throws ConfigError
 */
export async function openStorage(folder: DataFolder): Promise<ObjectStorage> {
  const storage = await createStorage(storageConfig(folder));
  await storage.ready();
  return storage;
}

function storageConfig(folder: DataFolder): Config['storage'] {
  return readConfig({
    ...process.env,
    TRELLIS_DATA_DIR: folder.path,
    TRELLIS_KEY_RING: folder.keyRingFile,
    TRELLIS_STORAGE_DIR: folder.storage,
    // Not asked here, where nothing but objects is read and written.
    TRELLIS_REDIS_URL: 'redis://127.0.0.1',
    TRELLIS_TEMPORAL_ADDRESS: '127.0.0.1',
  }).storage;
}
