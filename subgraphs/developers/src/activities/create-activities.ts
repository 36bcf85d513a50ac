import type { DecisionActivities } from '@trellis/contributions/identity-decisions.ts';
import {
  type IdentityActivities,
  PROJECTOR_VERSIONS,
  type ProjectionActivities,
} from '@trellis/contributions/projection.ts';
import type { RebuildActivities } from '@trellis/contributions/rebuild.ts';
import type { DroppingActivities, ForgettingActivities } from '@trellis/contributions/removal.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { batchCreditSets, saveCreditSets } from '@trellis/projection/credit-sets.ts';
import { dropRepository } from '@trellis/projection/drop-repository.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { beginGeneration } from '@trellis/projection/generations.ts';
import type { Projector } from '@trellis/projection/projector.ts';
import { createRebuildActivities } from '@trellis/projection/rebuild.ts';
import type { ErasingActivities } from '@trellis/suppression/erasure-activities.ts';
import { sumBatch } from '../domain/batch-activity.ts';
import { addActivity } from '../store/activity.ts';
import { refreshSharedDays } from '../store/shared-history.ts';
import { refreshStatistics } from '../store/statistics.ts';
import { applyAliases } from './apply-aliases.ts';
import type { DeveloperParts } from './developer-parts.ts';
import { forgetRepository } from './forget-repository.ts';
import { forgetTraces } from './forget-traces.ts';
import { followCommits, makeReadable } from './make-readable.ts';
import { resolveIdentities } from './resolve-identities.ts';
import { createDecisionActivities } from './settle-decision.ts';
import { suppressPerson } from './suppress-person.ts';

/** What the workers may ask of the developers subgraph. */
export function createActivities(
  parts: DeveloperParts,
  version = PROJECTOR_VERSIONS.developers,
): ProjectionActivities &
  IdentityActivities &
  RebuildActivities &
  DecisionActivities &
  ErasingActivities &
  DroppingActivities &
  ForgettingActivities {
  const projector: Projector = {
    version,
    prepare(batch) {
      const { ofCommit, members } = batchCreditSets(batch.commits);
      const activity = sumBatch(batch, ofCommit);
      return async (db, rows) => {
        await saveCreditSets(db, rows.workspaceId, members);
        await addActivity(db, rows, activity);
      };
    },
    beforeSwap: () => refreshStatistics(parts.pool),
    onActivate: followCommits,
  };
  return {
    ...createRebuildActivities(parts, projector),

    beginGeneration: (input) => beginGeneration(parts, input, version),

    applyBatch: (ref) => applyBatchOnce(parts, ref, projector.prepare),

    // The decisions are made here: what travels is a copy of what this database holds already.
    applyIdentities: async () => undefined,

    activateGeneration: (input) => makeReadable(parts, input),

    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),

    applyAliases: (input) => applyAliases(parts, input),

    resolveIdentities: (input) => resolveIdentities(parts, input),

    ...createDecisionActivities(parts),

    suppressPerson: (ref) => suppressPerson(parts, ref),

    forgetTraces: (input) => forgetTraces(parts, input),

    dropRepository: (input) => dropRepository(parts, input, refreshSharedDays, ['projection.counted_commit']),

    forgetRepository: (input) => forgetRepository(parts, input),
  };
}
