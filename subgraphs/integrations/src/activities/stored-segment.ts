import { BatchCorruptError, decodeBatch, decodeLines } from '@trellis/contributions/codec.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';
import type { ManifestRow } from '../store/manifest.ts';

/**
 * Whether all objects of a segment can be read: batches, subjects, and the file of its names unless that was applied and
 * deleted. It costs a read of each, which the projections need anyway, and is asked only where an import goes on.
 */
export async function isReadable(
  storage: ObjectStorage,
  rows: readonly ManifestRow[],
  aliasKey: string,
): Promise<boolean> {
  try {
    for (const { objectKey, textKey } of rows) {
      await decodeBatch(await storage.get(objectKey));
      await decodeLines(await storage.get(textKey));
    }
    if (await storage.exists(aliasKey)) await decodeLines(await storage.get(aliasKey));
    return true;
  } catch (error) {
    if (error instanceof BatchCorruptError || error instanceof ObjectMissingError) return false;
    throw error;
  }
}
