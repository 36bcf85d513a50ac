import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { type CopyValue, copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { CommitFact } from '../domain/commit-facts.ts';
import type { DailyActivity } from '../domain/daily-activity.ts';

const MAX_INTEGER = 2_147_483_647;
const MAX_SMALLINT = 32_767;

/**
 * Writes commits as evidence.
 * @param subjects first line of the message by SHA; a missing one is empty
 */
export async function saveCommits(
  db: WorkspaceClient,
  rows: GenerationRef,
  facts: readonly CommitFact[],
  subjects: ReadonlyMap<string, string>,
): Promise<void> {
  await copyRows(
    db,
    'batch_commit',
    `sha bytea, credit_set uuid, credit uuid[], authored_at bigint, author_offset_minutes smallint, committed_at bigint,
     local_day date, parents smallint, forge boolean, files integer, lines_added integer, lines_deleted integer,
     source_lines_added integer, source_lines_deleted integer, subject text`,
    commitRows(facts, subjects),
  );
  await db.query(
    `insert into projection.commit (workspace_id, generation, sha, credit_set, credit, authored_at,
       author_offset_minutes, committed_at, local_day, parents, forge, files, lines_added, lines_deleted,
       source_lines_added, source_lines_deleted, subject)
     select $1, $2, * from batch_commit`,
    [rows.workspaceId, rows.generation],
  );
}

/** Adds activity to what other batches counted on the same days. */
export async function saveActivity(
  db: WorkspaceClient,
  rows: GenerationRef,
  activity: readonly DailyActivity[],
): Promise<void> {
  await copyRows(
    db,
    'batch_activity',
    'day date, credit_set uuid, commits integer, merges integer, added bigint, deleted bigint, hours smallint[]',
    activity.map((sum) => [
      sum.day,
      sum.creditSet,
      sum.commits,
      sum.merges,
      sum.linesAdded,
      sum.linesDeleted,
      sum.hours,
    ]),
  );
  await db.query(
    `insert into projection.activity_day as known
       (workspace_id, generation, day, credit_set, commits, merges, lines_added, lines_deleted, hours)
     select $1, $2, day, credit_set, commits, merges, added, deleted, hours from batch_activity
     on conflict (workspace_id, generation, day, credit_set) do update set
       commits = known.commits + excluded.commits,
       merges = known.merges + excluded.merges,
       lines_added = known.lines_added + excluded.lines_added,
       lines_deleted = known.lines_deleted + excluded.lines_deleted,
       hours = array_sort(known.hours || excluded.hours)`,
    [rows.workspaceId, rows.generation],
  );
}

function* commitRows(
  facts: readonly CommitFact[],
  subjects: ReadonlyMap<string, string>,
): Generator<readonly CopyValue[]> {
  for (const fact of facts)
    yield [
      `\\x${fact.sha}`,
      fact.creditSet,
      fact.credit,
      fact.at,
      fact.offsetMinutes,
      fact.committedAt,
      fact.day,
      Math.min(fact.parents, MAX_SMALLINT),
      fact.forge,
      fact.files,
      Math.min(fact.lines.added, MAX_INTEGER),
      Math.min(fact.lines.deleted, MAX_INTEGER),
      Math.min(fact.sourceLines.added, MAX_INTEGER),
      Math.min(fact.sourceLines.deleted, MAX_INTEGER),
      subjects.get(fact.sha) ?? '',
    ];
}
