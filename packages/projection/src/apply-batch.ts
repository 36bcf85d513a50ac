import type { Batch, BatchRef } from '@trellis/contributions/batch.ts';
import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import { refuse, refuseContent } from './failures.ts';
import { type LiveGeneration, liveGeneration } from './live-generation.ts';
import type { ProjectionParts } from './projection-parts.ts';
import { readBatch } from './read-objects.ts';

/**
 * Writes a batch's rows in this transaction, by sums, minima, maxima and unions only.
 * @param rows the generation under which they stand
 */
export type ProjectBatch = (db: WorkspaceClient, rows: GenerationRef) => Promise<void>;

/** Does what needs no database, before the transaction, so that it stays short. */
export type PrepareBatch = (batch: Batch, ref: BatchRef) => Promise<ProjectBatch> | ProjectBatch;

/**
 * Applies the stream's next batch in one transaction with the note that it was applied; one that was applied already is
 * skipped. Raises the epoch where the generation is read already (an increment).
 * @throws ApplicationFailure, not retried: BATCH_OUT_OF_SEQUENCE, BATCH_CORRUPT, BATCH_REFUSED, OBJECT_MISSING (these halt
 * the stream, visibly in record.generation.halted), GENERATION_UNKNOWN, GENERATION_RETIRED
 */
export async function applyBatchOnce(parts: ProjectionParts, ref: BatchRef, prepare: PrepareBatch): Promise<void> {
  const { pool, workspaceId } = { ...parts, ...ref };
  const due = await inWorkspace(pool, workspaceId, async (db) => isNext(ref, await liveGeneration(db, ref, '')));
  if (!due) return mirrorAgain(parts, workspaceId);
  const startedMs = performance.now();
  const epoch = await halting(parts, ref, async () => {
    const batch = await readBatch(parts.storage, ref.objectKey);
    const project = await prepareBatch(batch, ref, prepare);
    const raised = await inWorkspace(pool, workspaceId, async (db) => {
      // The row is locked until the commit: two runs of one activity apply the batch once.
      const live = await liveGeneration(db, ref, 'for update');
      if (!isNext(ref, live)) return readEpoch(db, workspaceId);
      await writeBatch(db, ref, live.generation, project);
      return live.state === 'building' ? undefined : raiseEpoch(db, workspaceId);
    });
    parts.onApplied?.({ commits: batch.commits.length, durationMs: performance.now() - startedMs });
    return raised;
  });
  if (epoch !== undefined) await parts.mirrorEpoch?.(workspaceId, epoch);
}

/** @throws ApplicationFailure BATCH_CORRUPT, BATCH_REFUSED (not retried) */
export async function prepareBatch(batch: Batch, ref: BatchRef, prepare: PrepareBatch): Promise<ProjectBatch> {
  const { workspaceId, repositoryId } = batch.header;
  if (workspaceId !== ref.workspaceId || repositoryId !== ref.repositoryId)
    throw refuse('BATCH_CORRUPT', `${ref.objectKey} belongs to another repository.`);
  return refuseContent(ref, async () => prepare(batch, ref));
}

/**
 * Whether a batch is the next one for rows; false where they have it already.
 * @throws ApplicationFailure BATCH_OUT_OF_SEQUENCE (not retried)
 */
export function isNext(ref: BatchRef, { appliedThrough }: Pick<LiveGeneration, 'appliedThrough'>): boolean {
  if (ref.number <= appliedThrough) return false;
  if (ref.number === appliedThrough + 1) return true;
  throw refuse(
    'BATCH_OUT_OF_SEQUENCE',
    `Batch ${ref.number} of generation ${ref.generation} came after batch ${appliedThrough}.`,
  );
}

/**
 * Writes a batch's rows under a generation, whose row is locked, and notes that it has them.
 * @throws ApplicationFailure BATCH_REFUSED (not retried)
 */
export async function writeBatch(
  db: WorkspaceClient,
  ref: BatchRef,
  generation: string,
  project: ProjectBatch,
): Promise<void> {
  const { workspaceId, repositoryId, number, objectKey } = ref;
  await refuseContent(ref, () => project(db, { workspaceId, repositoryId, generation }));
  await db.query(
    'insert into record.applied_batch (workspace_id, generation, number, object_key) values ($1, $2, $3, $4)',
    [workspaceId, generation, number, objectKey],
  );
  await db.query(
    `update record.generation set applied_through = $3, halted = null, touched_at = now()
     where workspace_id = $1 and generation = $2`,
    [workspaceId, generation, number],
  );
}

/** An earlier run may have committed and then failed to mirror; this one is its retry. */
async function mirrorAgain(parts: ProjectionParts, workspaceId: string): Promise<void> {
  const epoch = await inWorkspace(parts.pool, workspaceId, (db) => readEpoch(db, workspaceId));
  await parts.mirrorEpoch?.(workspaceId, epoch);
}

const HALTING: readonly unknown[] = ['BATCH_CORRUPT', 'BATCH_REFUSED', 'OBJECT_MISSING'];

/** Notes a batch that can't be applied on its stream before the failure goes on. */
async function halting<T>(parts: ProjectionParts, ref: BatchRef, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const type = (error as { type?: unknown }).type;
    if (HALTING.includes(type))
      await inWorkspace(parts.pool, ref.workspaceId, (db) =>
        db.query(
          `update record.generation set halted = $3
           where workspace_id = $1 and stream = $2 and not aside and state <> 'retired'`,
          [ref.workspaceId, ref.generation, `${type} at batch ${ref.number}`],
        ),
      );
    throw error;
  }
}
