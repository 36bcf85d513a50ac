import { PROJECTOR_VERSIONS, type ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { RebuildActivities } from '@trellis/contributions/rebuild.ts';
import type { DroppingActivities } from '@trellis/contributions/removal.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { batchCreditSets, saveCreditSets } from '@trellis/projection/credit-sets.ts';
import { dropRepository } from '@trellis/projection/drop-repository.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { Projector } from '@trellis/projection/projector.ts';
import { readTexts } from '@trellis/projection/read-objects.ts';
import { createRebuildActivities } from '@trellis/projection/rebuild.ts';
import type { CommitErasure, SuppressingActivities } from '@trellis/suppression/erasure-activities.ts';
import { keptSubjects } from '@trellis/suppression/kept-texts.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { takeSuppressions } from '@trellis/suppression/take-suppressions.ts';
import { commitFacts } from '../domain/commit-facts.ts';
import { dailyActivity, withoutHours } from '../domain/daily-activity.ts';
import { saveActivity, saveCommits } from '../store/save-batch.ts';
import { refreshSharedActivity } from '../store/shared-activity.ts';
import type { AnalyticsParts } from './analytics-parts.ts';
import { redactCommits } from './redact-commits.ts';

/** What workers may ask of analytics. */
export function createActivities(
  parts: AnalyticsParts,
  version = PROJECTOR_VERSIONS.analytics,
): ProjectionActivities & RebuildActivities & SuppressingActivities & CommitErasure & DroppingActivities {
  const suppressions = createSuppressionReader(parts.keys);
  const projector: Projector = {
    version,
    async prepare(batch, ref) {
      const texts = await readTexts(parts.storage, ref.textKey);
      const creditSets = batchCreditSets(batch.commits);
      const facts = commitFacts(batch, creditSets.ofCommit);
      const activity = dailyActivity(facts);
      return async (db, rows) => {
        const suppression = await suppressions.current(db, rows.workspaceId);
        const subjects = keptSubjects(suppression, batch.commits, texts);
        await saveCreditSets(db, rows.workspaceId, creditSets.members);
        await saveCommits(db, rows, facts, subjects);
        await saveActivity(db, rows, withoutHours(activity, creditSets.members, suppression));
      };
    },
    onActivate: refreshSharedActivity,
  };
  return {
    ...createRebuildActivities(parts, projector),
    beginGeneration: (input) => beginGeneration(parts, input, version),
    applyBatch: (ref) => applyBatchOnce(parts, ref, projector.prepare),
    applyIdentities: (input) => applyIdentities(parts, input),
    activateGeneration: (input) => activateGeneration(parts, input, (db) => refreshSharedActivity(db, input)),
    dropRetiredGenerations: (input) => dropRetiredGenerations(parts, input),
    dropRepository: (input) => dropRepository(parts, input, refreshSharedActivity, ['projection.commit']),
    takeSuppressions: (input) => takeSuppressions(parts, input),
    redactCommits: (input) => redactCommits(parts, suppressions, input),
  };
}
