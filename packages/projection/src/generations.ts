import { ApplicationFailure } from '@temporalio/activity';
import { type ActivateGeneration, type BeginGeneration, PROJECTOR_VERSION } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import { refuse } from './failures.ts';
import type { ProjectionParts } from './projection-parts.ts';

/**
 * Begins a generation: its batches are projected aside, unread until it is activated. Beginning it again changes nothing.
 * @throws ApplicationFailure GENERATION_RETIRED (retried: its rows go first, then it can begin anew)
 */
export async function beginGeneration(parts: ProjectionParts, input: BeginGeneration): Promise<void> {
  await inWorkspace(parts.pool, input.workspaceId, async (db) => {
    await db.query(
      `insert into record.generation (workspace_id, generation, repository_id, kind, state, until, projector_version)
       values ($1, $2, $3, $4, 'building', $5, $6) on conflict (workspace_id, generation) do nothing`,
      [input.workspaceId, input.generation, input.repositoryId, input.kind, input.until, PROJECTOR_VERSION],
    );
    const state = await generationState(db, input.workspaceId, input.generation);
    if (state === 'retired')
      throw ApplicationFailure.retryable(`Generation ${input.generation} is being deleted.`, 'GENERATION_RETIRED');
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
  const { workspaceId, repositoryId, generation } = input;
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    // In one order, so that two activations of a repository wait for each other instead of deadlocking.
    const { rows } = await db.query<{ generation: string; kind: 'current' | 'past'; state: string; same: boolean }>(
      `select generation, kind, state,
         coalesce(state in ('current', 'past') and head_sha = $3 and as_of = $4, false) as same
       from record.generation where workspace_id = $1 and repository_id = $2 order by generation for update`,
      [workspaceId, repositoryId, input.headSha, input.asOf],
    );
    const row = rows.find((one) => one.generation === generation);
    if (row === undefined) throw refuse('GENERATION_UNKNOWN', `Generation ${generation} was not begun.`);
    if (row.state === 'retired') throw refuse('GENERATION_RETIRED', `Generation ${generation} is retired.`);
    if (row.same) return readEpoch(db, workspaceId);
    if (row.kind === 'current') await retireCurrent(db, workspaceId, repositoryId, generation);
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

async function retireCurrent(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
  except: string,
): Promise<void> {
  await db.query(
    `update record.generation set state = 'retired'
     where workspace_id = $1 and repository_id = $2 and state = 'current' and generation <> $3`,
    [workspaceId, repositoryId, except],
  );
}

async function generationState(
  db: WorkspaceClient,
  workspaceId: string,
  generation: string,
): Promise<string | undefined> {
  const { rows } = await db.query<{ state: string }>(
    'select state from record.generation where workspace_id = $1 and generation = $2',
    [workspaceId, generation],
  );
  return rows[0]?.state;
}
