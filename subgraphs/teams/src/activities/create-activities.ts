import type { ClaimActivities } from '@trellis/contributions/identity-decisions.ts';
import {
  type HeadActivities,
  PROJECTOR_VERSIONS,
  type ProjectionActivities,
} from '@trellis/contributions/projection.ts';
import type { RebuildActivities } from '@trellis/contributions/rebuild.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import type { Projector } from '@trellis/projection/projector.ts';
import { createRebuildActivities } from '@trellis/projection/rebuild.ts';
import { aggregateHistory } from '../domain/history-aggregates.ts';
import { raiseAccessEpoch } from '../store/access-epoch.ts';
import { findClaimants } from '../store/claims.ts';
import { saveHistory } from '../store/history.ts';
import { applyHead, prepareHead } from './apply-head.ts';

/** What the workers may ask of the teams subgraph. Every activity is idempotent. */
export function createActivities(
  parts: ProjectionParts,
  version = PROJECTOR_VERSIONS.teams,
): ProjectionActivities & HeadActivities & RebuildActivities & ClaimActivities {
  const projector: Projector = {
    version,
    prepare(batch) {
      const added = aggregateHistory(batch);
      return (db, rows) => saveHistory(db, rows, batch.paths, added);
    },
    prepareHead: (objectKey) => prepareHead(parts, objectKey),
  };
  return {
    ...createRebuildActivities(parts, projector),
    beginGeneration: (input) => beginGeneration(parts, input, version),
    applyBatch: (ref) => applyBatchOnce(parts, ref, projector.prepare),
    applyHead: (input) => applyHead(parts, input),
    // Who is which person decides who may see what.
    applyIdentities: (input) => applyIdentities(parts, input, (db) => raiseAccessEpoch(db, input.workspaceId)),
    activateGeneration: (input) => activateGeneration(parts, input),
    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),
    claimedDevelopers: async ({ workspaceId, developerIds }) => {
      const claimants = await findClaimants(parts.pool, workspaceId, developerIds);
      return { claimed: developerIds.filter((_, index) => claimants[index] !== null) };
    },
  };
}
