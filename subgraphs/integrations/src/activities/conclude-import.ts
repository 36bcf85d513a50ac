import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { failureWords, haltedWords } from '../domain/failure-words.ts';
import { changeRun, derivedStates, findImportRun } from '../store/import-runs.ts';
import { batchesOf } from '../store/manifest.ts';
import {
  abandonedGenerations,
  findReading,
  forgetGeneration,
  completeReading as markComplete,
} from '../store/readings.ts';
import { findRepository, markImported, markLookedAt } from '../store/repositories.ts';
import { saveStreams } from '../store/streams.ts';
import { removeCommitPlan } from './commit-plan.ts';
import { refuse } from './failures.ts';
import { KEPT_PAST_STATES } from './prepare-import.ts';
import { changeRunAndTell, tellProgress } from './publish-progress.ts';
import { streamOf } from './record-projected.ts';
import type { ImportTarget, Projected } from './sync-activities.ts';
import { generationPrefix, type SyncParts } from './sync-parts.ts';

/** The projections have the reading whole: it becomes the repository's state, and what nobody reads any more goes. */
export async function completeReading(
  parts: SyncParts,
  target: ImportTarget,
  done: { generation: string; ordinal: number; asOf: string },
): Promise<void> {
  const kept = await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    const reading = await findReading(db, done.generation, done.ordinal);
    const repository = await findRepository(db, target.repositoryId);
    if (reading === undefined || repository === undefined) {
      throw refuse('NOT_FOUND', 'The repository or its import is gone.', 'Import the repository again.');
    }
    await markComplete(db, done.generation, done.ordinal, new Date(done.asOf));
    const past = await derivedStates(db, target.repositoryId, KEPT_PAST_STATES);
    const pastGenerations = past.flatMap((run) => run.generation ?? []);
    if (reading.kind === 'past') return [repository.generation, ...pastGenerations, done.generation];
    const batches = await batchesOf(db, done.generation);
    await markImported(db, target.repositoryId, {
      generation: done.generation,
      branch: reading.branch,
      headSha: reading.headSha,
      headAt: reading.headAt,
      commitCount: batches.reduce((sum, batch) => sum + batch.commits, 0),
      at: new Date(done.asOf),
    });
    return [...pastGenerations, done.generation];
  });
  await removeCommitPlan(parts.dataDir, done.generation, done.ordinal);
  await dropAbandoned(
    parts,
    target,
    kept.filter((generation) => generation !== null),
  );
}

/** Objects go first: a crash in between leaves rows that name the generation, and the next import drops it again. */
async function dropAbandoned(parts: SyncParts, target: ImportTarget, keep: readonly string[]): Promise<void> {
  const abandoned = await inWorkspace(parts.pool, target.workspaceId, (db) =>
    abandonedGenerations(db, target.repositoryId, keep),
  );
  for (const generation of abandoned) {
    await parts.storage.deleteBelow(generationPrefix(target.workspaceId, target.repositoryId, generation));
    await inWorkspace(parts.pool, target.workspaceId, (db) => forgetGeneration(db, generation));
  }
}

export async function recordSucceeded(parts: SyncParts, target: ImportTarget, now: Date): Promise<void> {
  await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    const run = await findImportRun(db, target.importId);
    if (run?.kind === 'current') await markLookedAt(db, target.repositoryId, now);
    const projected = run?.commitsTotal ?? 0;
    await changeRun(db, target.importId, {
      state: 'SUCCEEDED',
      phase: 'DONE',
      commitsRead: projected,
      commitsProjected: projected,
      message: null,
      finishedAt: now,
    });
  });
  await tellProgress(parts, target);
}

/** @param failed its code, and how far the projections were (null: nothing was being projected) */
export async function recordFailed(
  parts: SyncParts,
  target: ImportTarget,
  { code, projected }: { readonly code: string; readonly projected: Projected | null },
  now: Date,
): Promise<void> {
  const halts = (projected?.streams ?? []).flatMap(({ subgraph, halted }) =>
    halted === null ? [] : [{ subgraph, ...halted }],
  );
  const words = halts.length === 0 ? failureWords(code) : haltedWords(halts);
  await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    const run = await findImportRun(db, target.importId);
    // What went wrong in words was written down where it happened; Temporal carried its code only.
    const known = run?.errorCode === code;
    if (projected !== null && run?.kind === 'current')
      await saveStreams(db, streamOf(target, projected), projected.streams);
    await changeRun(db, target.importId, {
      state: 'FAILED',
      message: null,
      finishedAt: now,
      ...(known ? {} : { error: { code, ...words } }),
    });
  });
  await tellProgress(parts, target);
}

export async function recordCancelled(parts: SyncParts, target: ImportTarget, now: Date): Promise<void> {
  const error = { code: 'CANCELLED', ...failureWords('CANCELLED') };
  await changeRunAndTell(parts, target, { state: 'CANCELLED', message: null, finishedAt: now, error });
}
