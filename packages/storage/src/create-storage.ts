import type { StorageConfig } from '@trellis/config/config.ts';
import type { ObjectStorage } from './object-storage.ts';

/** Opens the configured storage; the S3 client is loaded only where it is used. */
export async function createStorage(config: StorageConfig): Promise<ObjectStorage> {
  if (config.kind === 'folder') return (await import('./folder-storage.ts')).createFolderStorage(config.folder);
  return (await import('./s3-storage.ts')).createS3Storage(config);
}
