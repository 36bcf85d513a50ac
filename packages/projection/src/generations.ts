import { ApplicationFailure } from '@temporalio/activity';
import type { ActivateGeneration, BeginGeneration } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import { liveGeneration } from './live-generation.ts';
import type { ProjectionParts } from './projection-parts.ts';

/**
 * Begins a generation: its batches are projected aside, unread until it is activated. Beginning it again changes nothing.
 * @param version of the projector that will write it
 * @throws ApplicationFailure, retried: GENERATION_RETIRED (its rows go first, then it can begin anew), GENERATION_LOST (rows of
 * earlier batches are gone, as after a restore: a rebuild brings them back)
 */
export async function beginGeneration(parts: ProjectionParts, input: BeginGeneration, version: number): Promise<void> {
  const { workspaceId, repositoryId, generation, kind, until } = input;
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    // The rows of a stream that was rebuilt stand under another generation.
    await db.query(
      `insert into record.generation
         (workspace_id, generation, stream, repository_id, kind, state, until, projector_version)
       select $1, $2, $2, $3, $4, 'building', $5, $6 where $7 = 1 and not exists (
         select from record.generation where workspace_id = $1 and stream = $2 and not aside and state <> 'retired')
       on conflict do nothing`,
      [workspaceId, generation, repositoryId, kind, until, version, input.firstBatch ?? 1],
    );
    try {
      await liveGeneration(db, input, '');
    } catch (error) {
      const { type } = error as { type?: unknown };
      if (type === 'GENERATION_UNKNOWN')
        throw ApplicationFailure.retryable(`Earlier rows of ${generation} are gone.`, 'GENERATION_LOST');
      if (type !== 'GENERATION_RETIRED') throw error;
      throw ApplicationFailure.retryable(`Generation ${generation} is being deleted.`, 'GENERATION_RETIRED');
    }
  });
}

/**
 * Makes a generation readable, in one transaction with the new epoch; of kind `current`, it takes the place of the
 * repository's current one, which retires. Again with the same head and time it changes nothing.
 * @param onActivate the subgraph's own part of the swap
 * @throws ApplicationFailure GENERATION_UNKNOWN, GENERATION_RETIRED (not retried)
 */
export async function activateGeneration(
  parts: ProjectionParts,
  input: ActivateGeneration,
  onActivate?: (db: WorkspaceClient) => Promise<void>,
): Promise<{ readonly epoch: number }> {
  const { workspaceId } = input;
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    await lockGenerations(db, input);
    const { generation } = await liveGeneration(db, input, 'for update');
    const { rows } = await db.query<{ kind: 'current' | 'past'; same: boolean }>(
      `select kind, coalesce(state in ('current', 'past') and head_sha = $3 and as_of = $4, false) as same
       from record.generation where workspace_id = $1 and generation = $2`,
      [workspaceId, generation, input.headSha, input.asOf],
    );
    const { kind, same } = rows[0] as (typeof rows)[number];
    if (same) return readEpoch(db, workspaceId);
    if (kind === 'current') await retireOthers(db, input);
    await db.query(
      `update record.generation set state = kind, head_sha = $3, head_at = to_timestamp($4), as_of = $5, touched_at = now()
       where workspace_id = $1 and generation = $2`,
      [workspaceId, generation, input.headSha, input.headAt, input.asOf],
    );
    await onActivate?.(db);
    return raiseEpoch(db, workspaceId);
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
  return { epoch };
}

/**
 * Locks all generations of a repository, in one order, so that two that change which of them is read wait for each other
 * instead of deadlocking.
 */
export async function lockGenerations(
  db: WorkspaceClient,
  { workspaceId, repositoryId }: { readonly workspaceId: string; readonly repositoryId: string },
): Promise<void> {
  await db.query(
    'select from record.generation where workspace_id = $1 and repository_id = $2 order by generation for update',
    [workspaceId, repositoryId],
  );
}

/** The repository has a new state: the one before retires, and what was being rebuilt of it. */
async function retireOthers(db: WorkspaceClient, { workspaceId, repositoryId, generation }: ActivateGeneration) {
  await db.query(
    `update record.generation set state = 'retired'
     where workspace_id = $1 and repository_id = $2 and stream <> $3
       and (state = 'current' or aside and kind = 'current' and state = 'building')`,
    [workspaceId, repositoryId, generation],
  );
}
