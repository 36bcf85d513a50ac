import type { ClaimActivities } from '@trellis/contributions/identity-decisions.ts';
import {
  type HeadActivities,
  PROJECTOR_VERSIONS,
  type ProjectionActivities,
} from '@trellis/contributions/projection.ts';
import type { RebuildActivities } from '@trellis/contributions/rebuild.ts';
import type { DroppingActivities, MembershipForgetting } from '@trellis/contributions/removal.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { dropRepository } from '@trellis/projection/drop-repository.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { Projector } from '@trellis/projection/projector.ts';
import { createRebuildActivities } from '@trellis/projection/rebuild.ts';
import type { MembershipErasure, SuppressingActivities } from '@trellis/suppression/erasure-activities.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { takeSuppressions } from '@trellis/suppression/take-suppressions.ts';
import { aggregateHistory } from '../domain/history-aggregates.ts';
import { raiseAccessEpoch } from '../store/access-epoch.ts';
import { findClaimants } from '../store/claims.ts';
import { saveHistory } from '../store/history.ts';
import { applyHead, prepareHead } from './apply-head.ts';
import { dropPersonalRows, forgetPeople } from './drop-personal-rows.ts';
import type { TeamsParts } from './teams-parts.ts';

/** What the workers may ask of the teams subgraph. Every activity is idempotent. */
export function createActivities(
  parts: TeamsParts,
  version = PROJECTOR_VERSIONS.teams,
): ProjectionActivities &
  HeadActivities &
  RebuildActivities &
  ClaimActivities &
  SuppressingActivities &
  MembershipErasure &
  DroppingActivities &
  MembershipForgetting {
  const suppressions = createSuppressionReader(parts.keys);
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
    dropRepository: (input) => dropRepository(parts, input, undefined, []),
    takeSuppressions: (input) => takeSuppressions(parts, input),
    dropPersonalRows: (input) => dropPersonalRows(parts, suppressions, input),
    forgetPeople: ({ workspaceId }) => forgetPeople(parts, workspaceId),
    claimedDevelopers: async ({ workspaceId, developerIds }) => {
      const claimants = await findClaimants(parts.pool, workspaceId, developerIds);
      return { claimed: developerIds.filter((_, index) => claimants[index] !== null) };
    },
  };
}
