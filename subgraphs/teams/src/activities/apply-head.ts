import type { HeadFile } from '@trellis/contributions/batch.ts';
import type { ApplyHead } from '@trellis/contributions/projection.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import { refuse } from '@trellis/projection/failures.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { readLines } from '@trellis/projection/read-objects.ts';
import { replaceHeadFiles } from '../store/head-files.ts';

/**
 * Takes over which files the analysed head has, as one full set. Again with the same set it changes nothing.
 * @throws ApplicationFailure GENERATION_UNKNOWN, GENERATION_RETIRED, OBJECT_MISSING, BATCH_CORRUPT (not retried)
 */
export async function applyHead(parts: ProjectionParts, input: ApplyHead): Promise<void> {
  const { workspaceId, generation } = input;
  const files = await readLines<HeadFile>(parts.storage, input.objectKey);
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    const { rows } = await db.query<{ state: string }>(
      `select state from record.generation
       where workspace_id = $1 and generation = $2 and repository_id = $3 for update`,
      [workspaceId, generation, input.repositoryId],
    );
    const state = rows[0]?.state;
    if (state === undefined) throw refuse('GENERATION_UNKNOWN', `Generation ${generation} was not begun.`);
    if (state === 'retired') throw refuse('GENERATION_RETIRED', `Generation ${generation} is retired.`);
    await replaceHeadFiles(db, input, files);
    return state === 'building' ? undefined : raiseEpoch(db, workspaceId);
  });
  if (epoch !== undefined) await parts.mirrorEpoch?.(workspaceId, epoch);
}
