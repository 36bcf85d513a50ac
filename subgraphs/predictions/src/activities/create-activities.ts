import type { ProjectionActivities } from '@trellis/contributions/projection.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { batchCreditSets, saveCreditSets } from '@trellis/projection/credit-sets.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { readTexts } from '@trellis/projection/read-objects.ts';
import { indexTexts } from '../domain/text-index.ts';
import { weeklyActivity } from '../domain/weekly-activity.ts';
import { saveTextIndex, saveWeeks } from '../store/save-batch.ts';
import { refreshSharedWeeks } from '../store/shared-weeks.ts';

/** What workers may ask of predictions. */
export function createActivities(parts: ProjectionParts): ProjectionActivities {
  return {
    beginGeneration: (input) => beginGeneration(parts, input),

    applyBatch: (ref) =>
      applyBatchOnce(parts, ref, async (batch) => {
        const texts = await readTexts(parts.storage, ref.textKey);
        const subjects = new Map(texts.map(({ sha, subject }) => [sha, subject]));
        const creditSets = batchCreditSets(batch.commits);
        const weeks = weeklyActivity(batch.commits, creditSets.ofCommit);
        const index = indexTexts(batch, creditSets.ofCommit, subjects);
        return async (db) => {
          await saveCreditSets(db, ref.workspaceId, creditSets.members);
          await saveWeeks(db, ref, weeks);
          await saveTextIndex(db, ref, index);
        };
      }),

    applyIdentities: (input) => applyIdentities(parts, input),
    activateGeneration: (input) => activateGeneration(parts, input, (db) => refreshSharedWeeks(db, input)),
    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),
  };
}
