import type { GenerationRef } from '@trellis/contributions/projection.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { refuse } from './failures.ts';

/** The rows of a stream that imports write and readers see (or will see): not those that a rebuild has aside. */
export interface LiveGeneration {
  /** Under which the rows stand. */
  readonly generation: string;
  readonly state: 'building' | 'current' | 'past';
  readonly appliedThrough: number;
}

/**
 * Finds where a stream's rows are.
 * @param lock `for update`: nobody else changes them, or swaps others in, until the transaction ends
 * @throws ApplicationFailure GENERATION_UNKNOWN, GENERATION_RETIRED (not retried)
 */
export async function liveGeneration(
  db: WorkspaceClient,
  stream: GenerationRef,
  lock: '' | 'for update',
): Promise<LiveGeneration> {
  // Whoever waited for a swap finds the old rows retired; a look after that finds the new ones.
  const live = (await look(db, stream, lock)) ?? (await look(db, stream, lock));
  if (live !== undefined) return live;
  const { rows } = await db.query(
    'select from record.generation where workspace_id = $1 and stream = $2 and not aside limit 1',
    [stream.workspaceId, stream.generation],
  );
  if (rows.length > 0) throw refuse('GENERATION_RETIRED', `Generation ${stream.generation} is retired.`);
  throw refuse('GENERATION_UNKNOWN', `Generation ${stream.generation} was not begun.`);
}

async function look(
  db: WorkspaceClient,
  { workspaceId, repositoryId, generation }: GenerationRef,
  lock: '' | 'for update',
): Promise<LiveGeneration | undefined> {
  const { rows } = await db.query<LiveGeneration>(
    `select generation, state, applied_through as "appliedThrough" from record.generation
     where workspace_id = $1 and stream = $2 and repository_id = $3 and not aside and state <> 'retired' ${lock}`,
    [workspaceId, generation, repositoryId],
  );
  return rows[0];
}
