import type { HeadFile } from '@trellis/contributions/batch.ts';
import type { ApplyHead, GenerationRef } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import { liveGeneration } from '@trellis/projection/live-generation.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { readLines } from '@trellis/projection/read-objects.ts';
import { replaceHeadFiles } from '../store/head-files.ts';

/**
 * Takes over which files the analysed head has, as one full set. Again with the same set it changes nothing.
 * @throws ApplicationFailure GENERATION_UNKNOWN, GENERATION_RETIRED, OBJECT_MISSING, BATCH_CORRUPT (not retried)
 */
export async function applyHead(parts: ProjectionParts, input: ApplyHead): Promise<void> {
  const { workspaceId, objectKey } = input;
  const write = await prepareHead(parts, objectKey);
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    const { generation, state } = await liveGeneration(db, input, 'for update');
    await write(db, { ...input, generation });
    // A rebuild of these rows needs the same head.
    await db.query('update record.generation set head_key = $3 where workspace_id = $1 and generation = $2', [
      workspaceId,
      generation,
      objectKey,
    ]);
    return state === 'building' ? undefined : raiseEpoch(db, workspaceId);
  });
  if (epoch !== undefined) await parts.mirrorEpoch?.(workspaceId, epoch);
}

/**
 * Reads the files at a head, ahead of the transaction that writes them.
 * @throws ApplicationFailure OBJECT_MISSING, BATCH_CORRUPT (not retried)
 */
export async function prepareHead(
  { storage }: ProjectionParts,
  objectKey: string,
): Promise<(db: WorkspaceClient, rows: GenerationRef) => Promise<void>> {
  const files = await readLines<HeadFile>(storage, objectKey);
  return (db, rows) => replaceHeadFiles(db, rows, files);
}
