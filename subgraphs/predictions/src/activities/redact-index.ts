import type { Batch, BatchRef, CommitText } from '@trellis/contributions/batch.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Suppression } from '@trellis/people/suppression.ts';
import { batchCreditSets } from '@trellis/projection/credit-sets.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import { readBatch, readTexts } from '@trellis/projection/read-objects.ts';
import type { IndexErasure } from '@trellis/suppression/erasure-activities.ts';
import { keptSubjects } from '@trellis/suppression/kept-texts.ts';
import type { SuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { indexTexts } from '../domain/text-index.ts';
import { noteIndexedUnder, replaceTerms, vacuumTerms, whereIndexed } from '../store/redact-index.ts';
import type { PredictionsParts } from './predictions-parts.ts';

/**
 * Takes terms out of the index. Which ones a commit had follows from its text as it still stands and the suppressions it was
 * indexed under, so the index afterwards is the one that the rewritten texts would make.
 */
export function createIndexErasure(parts: PredictionsParts, suppressions: SuppressionReader): IndexErasure {
  return {
    async redactIndex({ workspaceId, batches }) {
      for (const ref of batches) await redactBatch(parts, suppressions, ref);
      const epoch = await inWorkspace(parts.pool, workspaceId, (db) => raiseEpoch(db, workspaceId));
      await parts.mirrorEpoch?.(workspaceId, epoch);
    },
    forgetTerms: () => vacuumTerms(parts.pool),
  };
}

async function redactBatch(parts: PredictionsParts, suppressions: SuppressionReader, ref: BatchRef): Promise<void> {
  const { workspaceId, generation: stream, number } = ref;
  const batch = await readBatch(parts.storage, ref.objectKey);
  const texts = await readTexts(parts.storage, ref.textKey);
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    const now = await suppressions.current(db, workspaceId);
    for (const { generation, version } of await whereIndexed(db, { workspaceId, stream, number })) {
      if (version >= now.version) continue;
      const before = await suppressions.at(db, workspaceId, version);
      const changed = changedCommits(batch, texts, before, now);
      if (changed !== undefined)
        await replaceTerms(db, { workspaceId, generation }, indexOf(changed, 'before'), indexOf(changed, 'now'));
      await noteIndexedUnder(db, workspaceId, { generation, number }, now.version);
    }
  });
}

interface ChangedCommits {
  readonly batch: Batch;
  readonly before: ReadonlyMap<string, string>;
  readonly now: ReadonlyMap<string, string>;
}

/** The commits whose subject is another one now; undefined: none is. */
function changedCommits(
  batch: Batch,
  texts: readonly CommitText[],
  suppressedBefore: Suppression,
  suppressedNow: Suppression,
): ChangedCommits | undefined {
  const before = keptSubjects(suppressedBefore, batch.commits, texts);
  const now = keptSubjects(suppressedNow, batch.commits, texts);
  const commits = batch.commits.filter(({ sha }) => before.get(sha) !== now.get(sha));
  return commits.length === 0 ? undefined : { batch: { ...batch, commits }, before, now };
}

function indexOf(changed: ChangedCommits, when: 'before' | 'now') {
  const { ofCommit } = batchCreditSets(changed.batch.commits);
  return indexTexts(changed.batch, ofCommit, changed[when]);
}
