import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { BatchActivity } from '../domain/batch-activity.ts';

/** Adds what a batch sums to the rows of a generation. */
export async function addActivity(db: WorkspaceClient, stream: GenerationRef, batch: BatchActivity): Promise<void> {
  const { workspaceId, generation } = stream;
  await copyRows(
    db,
    'batch_summary',
    'credit_set uuid, commits int, first_day date, last_day date, last_at bigint',
    batch.summaries.map((row) => [row.creditSet, row.commits, row.firstDay, row.lastDay, row.lastAt]),
  );
  await db.query(
    `insert into projection.credit_summary as held
       (workspace_id, generation, credit_set, commits, first_day, last_day, last_at)
     select $1, $2, credit_set, commits, first_day, last_day, last_at from batch_summary
     on conflict (workspace_id, generation, credit_set) do update set commits = held.commits + excluded.commits,
       first_day = least(held.first_day, excluded.first_day), last_day = greatest(held.last_day, excluded.last_day),
       last_at = greatest(held.last_at, excluded.last_at)`,
    [workspaceId, generation],
  );
  await copyRows(
    db,
    'batch_day',
    'credit_set uuid, day date, commits int, lines_added bigint, lines_deleted bigint',
    batch.days.map((row) => [row.creditSet, row.day, row.commits, row.linesAdded, row.linesDeleted]),
  );
  await db.query(
    `insert into projection.activity_day as held
       (workspace_id, generation, credit_set, day, commits, lines_added, lines_deleted)
     select $1, $2, credit_set, day, commits, lines_added, lines_deleted from batch_day
     on conflict (workspace_id, generation, credit_set, day) do update set commits = held.commits + excluded.commits,
       lines_added = held.lines_added + excluded.lines_added, lines_deleted = held.lines_deleted + excluded.lines_deleted`,
    [workspaceId, generation],
  );
  await copyRows(
    db,
    'batch_language',
    'credit_set uuid, day date, language text, changes int, lines_added bigint, lines_deleted bigint',
    batch.languages.map((row) => [row.creditSet, row.day, row.language, row.changes, row.linesAdded, row.linesDeleted]),
  );
  await db.query(
    `insert into projection.language_day as held
       (workspace_id, generation, credit_set, day, language, changes, lines_added, lines_deleted)
     select $1, $2, credit_set, day, language, changes, lines_added, lines_deleted from batch_language
     on conflict (workspace_id, generation, credit_set, day, language) do update set
       changes = held.changes + excluded.changes, lines_added = held.lines_added + excluded.lines_added,
       lines_deleted = held.lines_deleted + excluded.lines_deleted`,
    [workspaceId, generation],
  );
  await copyRows(
    db,
    'batch_commit',
    'sha bytea, credit_set uuid, day date, is_root boolean',
    batch.commits.map((row) => [`\\x${row.sha}`, row.creditSet, row.day, row.isRoot]),
  );
  await db.query(
    `insert into projection.counted_commit (workspace_id, generation, sha, credit_set, day, is_root)
     select $1, $2, sha, credit_set, day, is_root from batch_commit`,
    [workspaceId, generation],
  );
}
