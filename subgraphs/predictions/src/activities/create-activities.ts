import { PROJECTOR_VERSIONS, type ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { RebuildActivities } from '@trellis/contributions/rebuild.ts';
import type { DroppingActivities } from '@trellis/contributions/removal.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Suppression } from '@trellis/people/suppression.ts';
import { applyBatchOnce } from '@trellis/projection/apply-batch.ts';
import { batchCreditSets, saveCreditSets } from '@trellis/projection/credit-sets.ts';
import { dropRepository } from '@trellis/projection/drop-repository.ts';
import { dropRetiredGenerations } from '@trellis/projection/drop-retired-generations.ts';
import { activateGeneration, beginGeneration } from '@trellis/projection/generations.ts';
import { applyIdentities } from '@trellis/projection/identities.ts';
import type { Projector } from '@trellis/projection/projector.ts';
import { readTexts } from '@trellis/projection/read-objects.ts';
import { createRebuildActivities } from '@trellis/projection/rebuild.ts';
import type { IndexErasure, SuppressingActivities } from '@trellis/suppression/erasure-activities.ts';
import { keptSubjects } from '@trellis/suppression/kept-texts.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { takeSuppressions } from '@trellis/suppression/take-suppressions.ts';
import { indexTexts } from '../domain/text-index.ts';
import { weeklyActivity } from '../domain/weekly-activity.ts';
import { forgetIndexedUnder, noteIndexedUnder } from '../store/redact-index.ts';
import { saveTextIndex, saveWeeks } from '../store/save-batch.ts';
import { refreshSharedWeeks } from '../store/shared-weeks.ts';

import type { PredictionsParts } from './predictions-parts.ts';
import { createIndexErasure } from './redact-index.ts';

/** What workers may ask of predictions. */
export function createActivities(
  parts: PredictionsParts,
  version = PROJECTOR_VERSIONS.predictions,
): ProjectionActivities & RebuildActivities & SuppressingActivities & IndexErasure & DroppingActivities {
  const suppressions = createSuppressionReader(parts.keys);
  const projector: Projector = {
    version,
    async prepare(batch, ref) {
      const texts = await readTexts(parts.storage, ref.textKey);
      const creditSets = batchCreditSets(batch.commits);
      const weeks = weeklyActivity(batch.commits, creditSets.ofCommit);
      const indexed = (under: Suppression) =>
        indexTexts(batch, creditSets.ofCommit, keptSubjects(under, batch.commits, texts));
      const expected = await inWorkspace(parts.pool, ref.workspaceId, (db) =>
        suppressions.current(db, ref.workspaceId),
      );
      const index = indexed(expected);
      return async (db, rows) => {
        // What is kept out may have changed since; it can't any more until this is committed.
        const now = await suppressions.current(db, rows.workspaceId);
        if (now.version > 0) await noteIndexedUnder(db, rows.workspaceId, { ...rows, number: ref.number }, now.version);
        await saveCreditSets(db, rows.workspaceId, creditSets.members);
        await saveWeeks(db, rows, weeks);
        await saveTextIndex(db, rows, now.version === expected.version ? index : indexed(now));
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
    async dropRetiredGenerations(input) {
      await dropRetiredGenerations(parts, input);
      await inWorkspace(parts.pool, input.workspaceId, (db) => forgetIndexedUnder(db, input.workspaceId));
    },
    dropRepository: (input) => dropRepository(parts, input, refreshSharedWeeks, ['projection.indexed_commit']),
    takeSuppressions: (input) => takeSuppressions(parts, input),
    ...createIndexErasure(parts, suppressions),
  };
}
