import type { StorageConfig } from '@trellis/config/config.ts';
import { finishDeferredDeletions, honouringPauses } from './deletion-pause.ts';
import type { ObjectStorage } from './object-storage.ts';

/** Opens the configured storage; the S3 client is loaded only where it is used. It honours pauses of deletions. */
export async function createStorage(config: StorageConfig): Promise<ObjectStorage> {
  const storage = await openStorage(config);
  // What a killed backup has left to do. Nobody waits for it, and the next start or backup tries again.
  finishDeferredDeletions(storage).catch(() => undefined);
  return honouringPauses(storage);
}

async function openStorage(config: StorageConfig): Promise<ObjectStorage> {
  if (config.kind === 'folder') return (await import('./folder-storage.ts')).createFolderStorage(config.folder);
  return (await import('./s3-storage.ts')).createS3Storage(config);
}
