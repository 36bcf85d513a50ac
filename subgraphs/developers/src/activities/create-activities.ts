import type { IdentityActivities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { batchCreditSets, saveCreditSets } from '@trellis/projection/credit-sets.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { beginGeneration } from '@trellis/projection/generations.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { sumBatch } from '../domain/batch-activity.ts';
import { addActivity } from '../store/activity.ts';
import { applyAliases } from './apply-aliases.ts';
import { makeReadable } from './make-readable.ts';
import { resolveIdentities } from './resolve-identities.ts';

/** What the workers may ask of the developers subgraph. */
export function createActivities(parts: ProjectionParts): ProjectionActivities & IdentityActivities {
  return {
    beginGeneration: (input) => beginGeneration(parts, input),

    applyBatch: (ref) =>
      applyBatchOnce(parts, ref, (batch) => {
        const { ofCommit, members } = batchCreditSets(batch.commits);
        const activity = sumBatch(batch, ofCommit);
        return async (db) => {
          await saveCreditSets(db, ref.workspaceId, members);
          await addActivity(db, ref, activity);
        };
      }),

    // The decisions are made here: what travels is a copy of what this database holds already.
    applyIdentities: async () => undefined,

    activateGeneration: (input) => makeReadable(parts, input),

    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),

    applyAliases: (input) => applyAliases(parts, input),

    resolveIdentities: (input) => resolveIdentities(parts, input),
  };
}
