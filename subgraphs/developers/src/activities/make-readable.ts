import type { ActivateGeneration } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { activateGeneration } from '@trellis/projection/generations.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import type { Activation } from '@trellis/projection/projector.ts';
import { refreshSharedDays } from '../store/shared-history.ts';
import { isBeingBuilt, refreshStatistics } from '../store/statistics.ts';
import { chooseShownNames } from './choose-shown-names.ts';

/**
 * Makes a generation readable, with the names its commits call for. A whole import changes the tables at one stroke, so
 * the planner looks at them at once; increments leave that to the server.
 */
export async function makeReadable(
  parts: ProjectionParts,
  input: ActivateGeneration,
): Promise<{ readonly epoch: number }> {
  const { workspaceId, generation } = input;
  const isNew = await inWorkspace(parts.pool, workspaceId, (db) => isBeingBuilt(db, workspaceId, generation));
  if (isNew) await refreshStatistics(parts.pool);
  return activateGeneration(parts, input, (db) => followCommits(db, input));
}

/** What follows from which commits are read now; part of the swap. */
export async function followCommits(db: WorkspaceClient, swapped: Activation): Promise<void> {
  await refreshSharedDays(db, swapped);
  await chooseShownNames(db, swapped.workspaceId);
}
