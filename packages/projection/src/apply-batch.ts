import type { Batch, BatchRef } from '@trellis/contributions/batch.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import { refuse } from './failures.ts';
import type { ProjectionParts } from './projection-parts.ts';
import { readBatch } from './read-objects.ts';

/** What `project` has to do with a batch: write its rows in this transaction, by sums, minima, maxima and unions only. */
export type ProjectBatch = (db: WorkspaceClient, batch: Batch) => Promise<void>;

/**
 * Applies the stream's next batch in one transaction with the note that it was applied; one that was applied already is
 * skipped. Raises the epoch where the generation is read already (an increment).
 * @param prepare work that needs no database, done before the transaction so that it stays short
 * @throws ApplicationFailure, not retried: BATCH_OUT_OF_SEQUENCE, BATCH_CORRUPT, OBJECT_MISSING (both halt the stream,
 * visibly in record.generation.halted), GENERATION_UNKNOWN, GENERATION_RETIRED
 */
export async function applyBatchOnce(
  parts: ProjectionParts,
  ref: BatchRef,
  prepare: (batch: Batch) => Promise<ProjectBatch> | ProjectBatch,
): Promise<void> {
  const { pool, storage } = parts;
  const due = await inWorkspace(pool, ref.workspaceId, (db) => isDue(db, ref, ''));
  if (!due) return mirrorAgain(parts, ref.workspaceId);
  const project = await halting(parts, ref, async () => {
    const batch = await readBatch(storage, ref.objectKey);
    const { workspaceId, repositoryId } = batch.header;
    if (workspaceId !== ref.workspaceId || repositoryId !== ref.repositoryId)
      throw refuse('BATCH_CORRUPT', `${ref.objectKey} belongs to another repository.`);
    const write = await prepare(batch);
    return (db: WorkspaceClient) => write(db, batch);
  });
  const epoch = await inWorkspace(pool, ref.workspaceId, async (db) => {
    // The row is locked until the commit: two runs of one activity apply the batch once.
    if (!(await isDue(db, ref, 'for update'))) return readEpoch(db, ref.workspaceId);
    await project(db);
    return noteApplied(db, ref);
  });
  if (epoch !== undefined) await parts.mirrorEpoch?.(ref.workspaceId, epoch);
}

/** An earlier run may have committed and then failed to mirror; this one is its retry. */
async function mirrorAgain(parts: ProjectionParts, workspaceId: string): Promise<void> {
  const epoch = await inWorkspace(parts.pool, workspaceId, (db) => readEpoch(db, workspaceId));
  await parts.mirrorEpoch?.(workspaceId, epoch);
}

/** Whether the batch is the next one; false where it was applied already. */
async function isDue(db: WorkspaceClient, ref: BatchRef, lock: '' | 'for update'): Promise<boolean> {
  const { rows } = await db.query<{ applied_through: number; state: string }>(
    `select applied_through, state from record.generation
     where workspace_id = $1 and generation = $2 and repository_id = $3 ${lock}`,
    [ref.workspaceId, ref.generation, ref.repositoryId],
  );
  const generation = rows[0];
  if (generation === undefined) throw refuse('GENERATION_UNKNOWN', `Generation ${ref.generation} was not begun.`);
  if (generation.state === 'retired') throw refuse('GENERATION_RETIRED', `Generation ${ref.generation} is retired.`);
  if (ref.number <= generation.applied_through) return false;
  if (ref.number === generation.applied_through + 1) return true;
  throw refuse(
    'BATCH_OUT_OF_SEQUENCE',
    `Batch ${ref.number} of generation ${ref.generation} came after batch ${generation.applied_through}.`,
  );
}

/** Notes a batch that can't be read on its stream before the failure goes on. */
async function halting<T>(parts: ProjectionParts, ref: BatchRef, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const type = (error as { type?: unknown }).type;
    if (type === 'BATCH_CORRUPT' || type === 'OBJECT_MISSING')
      await inWorkspace(parts.pool, ref.workspaceId, (db) =>
        db.query('update record.generation set halted = $3 where workspace_id = $1 and generation = $2', [
          ref.workspaceId,
          ref.generation,
          `${type} at batch ${ref.number}`,
        ]),
      );
    throw error;
  }
}

async function noteApplied(db: WorkspaceClient, ref: BatchRef): Promise<number | undefined> {
  await db.query(
    'insert into record.applied_batch (workspace_id, generation, number, object_key) values ($1, $2, $3, $4)',
    [ref.workspaceId, ref.generation, ref.number, ref.objectKey],
  );
  const { rows } = await db.query<{ state: string }>(
    `update record.generation set applied_through = $3, halted = null, touched_at = now()
     where workspace_id = $1 and generation = $2 returning state`,
    [ref.workspaceId, ref.generation, ref.number],
  );
  return rows[0]?.state === 'building' ? undefined : raiseEpoch(db, ref.workspaceId);
}
