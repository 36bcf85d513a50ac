import type { HeadActivities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { aggregateHistory } from '../domain/history-aggregates.ts';
import { saveHistory } from '../store/history.ts';
import { applyHead } from './apply-head.ts';

/** What the workers may ask of the teams subgraph. Every activity is idempotent. */
export function createActivities(parts: ProjectionParts): ProjectionActivities & HeadActivities {
  return {
    beginGeneration: (input) => beginGeneration(parts, input),
    applyBatch: (ref) =>
      applyBatchOnce(parts, ref, (batch) => {
        const added = aggregateHistory(batch);
        return (db) => saveHistory(db, ref, batch.paths, added);
      }),
    applyHead: (input) => applyHead(parts, input),
    applyIdentities: (input) => applyIdentities(parts, input),
    activateGeneration: (input) => activateGeneration(parts, input),
    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),
  };
}
