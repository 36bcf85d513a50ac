import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { suppressionVersion } from '@trellis/suppression/store.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { redactOperations, vacuumNames } from '../store/erasures.ts';
import type { DeveloperParts } from './developer-parts.ts';

/** Takes mentions out of what operations say, unlinks what is cached, and takes away what updates leave behind. */
export async function forgetTraces(
  parts: DeveloperParts,
  { workspaceId }: { readonly workspaceId: string },
): Promise<void> {
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    const version = await suppressionVersion(db, workspaceId);
    const suppression = await createSuppressionReader(parts.keys).at(db, workspaceId, version);
    await redactOperations(db, workspaceId, suppression.redact);
  });
  await parts.forgetCached?.(workspaceId);
  await vacuumNames(parts.pool);
}
