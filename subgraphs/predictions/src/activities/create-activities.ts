import { PROJECTOR_VERSIONS, type ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { RebuildActivities } from '@trellis/contributions/rebuild.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { batchCreditSets, saveCreditSets } from '@trellis/projection/credit-sets.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import type { Projector } from '@trellis/projection/projector.ts';
import { readTexts } from '@trellis/projection/read-objects.ts';
import { createRebuildActivities } from '@trellis/projection/rebuild.ts';
import { indexTexts } from '../domain/text-index.ts';
import { weeklyActivity } from '../domain/weekly-activity.ts';
import { saveTextIndex, saveWeeks } from '../store/save-batch.ts';
import { refreshSharedWeeks } from '../store/shared-weeks.ts';

/** What workers may ask of predictions. */
export function createActivities(
  parts: ProjectionParts,
  version = PROJECTOR_VERSIONS.predictions,
): ProjectionActivities & RebuildActivities {
  const projector: Projector = {
    version,
    async prepare(batch, ref) {
      const texts = await readTexts(parts.storage, ref.textKey);
      const subjects = new Map(texts.map(({ sha, subject }) => [sha, subject]));
      const creditSets = batchCreditSets(batch.commits);
      const weeks = weeklyActivity(batch.commits, creditSets.ofCommit);
      const index = indexTexts(batch, creditSets.ofCommit, subjects);
      return async (db, rows) => {
        await saveCreditSets(db, rows.workspaceId, creditSets.members);
        await saveWeeks(db, rows, weeks);
        await saveTextIndex(db, rows, index);
      };
    },
    onActivate: refreshSharedWeeks,
  };
  return {
    ...createRebuildActivities(parts, projector),
    beginGeneration: (input) => beginGeneration(parts, input, version),
    applyBatch: (ref) => applyBatchOnce(parts, ref, projector.prepare),
    applyIdentities: (input) => applyIdentities(parts, input),
    activateGeneration: (input) => activateGeneration(parts, input, (db) => refreshSharedWeeks(db, input)),
    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),
  };
}
