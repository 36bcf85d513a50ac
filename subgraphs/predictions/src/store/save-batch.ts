import type { GenerationRef } from '@trellis/contributions/projection.ts';
import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { IndexedCommit, TextIndexPart } from '../domain/text-index.ts';
import type { WeeklyActivityRow } from '../domain/weekly-activity.ts';

/** Adds activity to what other batches counted in the same weeks. */
export async function saveWeeks(
  db: WorkspaceClient,
  rows: GenerationRef,
  weeks: readonly WeeklyActivityRow[],
): Promise<void> {
  await copyRows(
    db,
    'batch_week',
    'week date, credit_set uuid, commits integer, days smallint',
    weeks.map((sum) => [sum.week, sum.creditSet, sum.commits, sum.days]),
  );
  await db.query(
    `insert into projection.activity_week as known (workspace_id, generation, week, credit_set, commits, days)
     select $1, $2, week, credit_set, commits, days from batch_week
     on conflict (workspace_id, generation, week, credit_set) do update set
       commits = known.commits + excluded.commits, days = known.days | excluded.days`,
    [rows.workspaceId, rows.generation],
  );
}

/** Adds a batch's part to the text index; postings stay ascending, so that the order of batches leaves no trace. */
export async function saveTextIndex(db: WorkspaceClient, rows: GenerationRef, part: TextIndexPart): Promise<void> {
  await savePostings(db, rows, part.postings);
  await copyRows(
    db,
    'batch_size',
    'credit_set uuid, commits integer, terms bigint',
    part.sizes.map((size) => [size.creditSet, size.commits, size.terms]),
  );
  await db.query(
    `insert into projection.text_size as known (workspace_id, generation, credit_set, commits, terms)
     select $1, $2, credit_set, commits, terms from batch_size
     on conflict (workspace_id, generation, credit_set) do update set
       commits = known.commits + excluded.commits, terms = known.terms + excluded.terms`,
    [rows.workspaceId, rows.generation],
  );
  await saveIndexedCommits(db, rows, part.commits);
}

/** Adds postings to what the rows have; they stay ascending. */
export async function savePostings(
  db: WorkspaceClient,
  rows: Pick<GenerationRef, 'workspaceId' | 'generation'>,
  postings: TextIndexPart['postings'],
): Promise<void> {
  await copyRows(
    db,
    'batch_posting',
    'term text, credit_set uuid, postings bigint[]',
    map(postings, (row) => [row.term, row.creditSet, `{${row.postings.join()}}`]),
  );
  await db.query(
    `insert into projection.term_posting as known (workspace_id, generation, term, credit_set, postings)
     select $1, $2, term, credit_set, postings from batch_posting
     on conflict (workspace_id, generation, term, credit_set) do update set
       postings = array_sort(known.postings || excluded.postings)`,
    [rows.workspaceId, rows.generation],
  );
}

async function saveIndexedCommits(
  db: WorkspaceClient,
  rows: GenerationRef,
  commits: readonly IndexedCommit[],
): Promise<void> {
  await copyRows(
    db,
    'batch_indexed_commit',
    'commit_key bigint, sha bytea, credit_set uuid, week date, is_root boolean',
    map(commits, (one) => [String(one.key), `\\x${one.sha}`, one.creditSet, one.week, one.isRoot]),
  );
  // Two commits of one key (see commitKey) keep the smaller SHA, whichever comes first.
  await db.query(
    `insert into projection.indexed_commit as known
       (workspace_id, generation, commit_key, sha, credit_set, week, is_root)
     select distinct on (commit_key) $1::uuid, $2::uuid, commit_key, sha, credit_set, week, is_root
     from batch_indexed_commit order by commit_key, sha
     on conflict (workspace_id, generation, commit_key) do update set
       sha = excluded.sha, credit_set = excluded.credit_set, week = excluded.week, is_root = excluded.is_root
     where excluded.sha < known.sha`,
    [rows.workspaceId, rows.generation],
  );
}

function* map<T, R>(items: readonly T[], make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}
