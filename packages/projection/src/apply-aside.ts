import type { BatchRef } from '@trellis/contributions/batch.ts';
import type { AsideRef } from '@trellis/contributions/rebuild.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { isNext, type PrepareBatch, type ProjectBatch, prepareBatch, writeBatch } from './apply-batch.ts';
import { leaveToNewer } from './failures.ts';
import type { ProjectionParts } from './projection-parts.ts';
import type { Projector } from './projector.ts';
import { readBatchAlone } from './read-objects.ts';

/**
 * Applies a stream's next batches, in sequence, to rows that are being rebuilt; those they have are skipped. A batch is read
 * and prepared while the database writes the one before it.
 * @returns false where the rows are gone (given up, or swapped in), or another version has begun them
 * @throws ApplicationFailure, not retried: BATCH_OUT_OF_SEQUENCE, BATCH_CORRUPT, BATCH_REFUSED, OBJECT_MISSING
 */
export async function applyAside(
  parts: ProjectionParts,
  aside: AsideRef,
  batches: readonly BatchRef[],
  { version, prepare }: Pick<Projector, 'version' | 'prepare'>,
): Promise<boolean> {
  const begun = await inWorkspace(parts.pool, aside.workspaceId, (db) => find(db, aside, ''));
  if (begun === undefined) return false;
  leaveToNewer(version, begun.version);
  if (begun.version < version) return false;
  const due = batches.filter((ref) => ref.number > begun.appliedThrough);
  const read = (ref: BatchRef | undefined) => ref && readAhead(parts, ref, prepare);
  let next = read(due[0]);
  for (const [index, ref] of due.entries()) {
    const project = await (next as Promise<ProjectBatch>);
    next = read(due[index + 1]);
    const isThere = await inWorkspace(parts.pool, aside.workspaceId, async (db) => {
      const rows = await find(db, aside, 'for update');
      if (rows === undefined) return false;
      if (isNext(ref, rows)) await writeBatch(db, ref, aside.generation, project);
      return true;
    });
    if (!isThere) return false;
  }
  return true;
}

function readAhead(parts: ProjectionParts, ref: BatchRef, prepare: PrepareBatch): Promise<ProjectBatch> {
  const reading = readBatchAlone(parts.storage, ref.objectKey).then((batch) => prepareBatch(batch, ref, prepare));
  // Reported where it is awaited; until then nobody may take it for forgotten.
  reading.catch(() => undefined);
  return reading;
}

/** The rows aside, as long as they are that. */
async function find(
  db: Parameters<ProjectBatch>[0],
  { workspaceId, generation }: AsideRef,
  lock: '' | 'for update',
): Promise<{ readonly appliedThrough: number; readonly version: number } | undefined> {
  const { rows } = await db.query<{ appliedThrough: number; version: number }>(
    `select applied_through as "appliedThrough", projector_version as version from record.generation
     where workspace_id = $1 and generation = $2 and aside and state = 'building' ${lock}`,
    [workspaceId, generation],
  );
  return rows[0];
}
