import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import type { Redaction } from '@trellis/suppression/erasure-activities.ts';
import { keptSubject } from '@trellis/suppression/kept-texts.ts';
import type { SuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { allGenerations, dropErasedHours, replaceSubjects, subjectsAfter, vacuumTexts } from '../store/erase.ts';
import type { AnalyticsParts } from './analytics-parts.ts';

/** Rows of one transaction: short, so that readers and the next batch never wait long. */
const PAGE = 5_000;

/**
 * Goes over all subjects, in every state, and drops the hours of erased people. What is written meanwhile is written under
 * the suppressions already.
 */
export async function redactCommits(
  parts: AnalyticsParts,
  suppressions: SuppressionReader,
  { workspaceId }: Redaction,
): Promise<void> {
  const generations = await inWorkspace(parts.pool, workspaceId, (db) => allGenerations(db, workspaceId));
  for (const generation of generations) {
    for (let after = ''; ; ) {
      const page = await inWorkspace(parts.pool, workspaceId, async (db) => {
        const suppression = await suppressions.current(db, workspaceId);
        const read = await subjectsAfter(db, workspaceId, generation, { after, atMost: PAGE });
        const kept = read.map((one) => ({ ...one, kept: keptSubject(suppression, one.authorId, one.subject) }));
        const changed = kept.filter(({ kept: subject, subject: before }) => subject !== before);
        await replaceSubjects(
          db,
          workspaceId,
          generation,
          changed.map(({ sha, kept: subject }) => ({ sha, subject })),
        );
        return read;
      });
      if (page.length < PAGE) break;
      after = (page.at(-1) as (typeof page)[number]).sha;
    }
  }
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    await dropErasedHours(db, workspaceId);
    return raiseEpoch(db, workspaceId);
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
  await vacuumTexts(parts.pool);
}
