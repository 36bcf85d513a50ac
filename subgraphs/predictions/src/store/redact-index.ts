import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { TermPostings, TextSize } from '../domain/text-index.ts';
import { savePostings } from './save-batch.ts';

/** Rows of a stream in which a batch is indexed, and under which version of the suppressions. */
export interface IndexedBatch {
  readonly generation: string;
  readonly version: number;
}

/** Where a batch is indexed: also aside, where a rebuild is under way. */
export async function whereIndexed(
  db: WorkspaceClient,
  { workspaceId, stream, number }: { readonly workspaceId: string; readonly stream: string; readonly number: number },
): Promise<IndexedBatch[]> {
  const { rows } = await db.query<IndexedBatch>(
    `select state.generation, coalesce(under.version, 0) as version from record.generation state
     left join record.indexed_under under on under.workspace_id = $1 and under.generation = state.generation
       and under.number = $3
     where state.workspace_id = $1 and state.stream = $2 and state.state <> 'retired' and state.applied_through >= $3
     order by state.generation for update of state`,
    [workspaceId, stream, number],
  );
  return rows;
}

/** Notes under which version a batch's texts are indexed. */
export async function noteIndexedUnder(
  db: WorkspaceClient,
  workspaceId: string,
  batch: { readonly generation: string; readonly number: number },
  version: number,
): Promise<void> {
  await db.query(
    `insert into record.indexed_under (workspace_id, generation, number, version) values ($1, $2, $3, $4)
     on conflict (workspace_id, generation, number) do update set version = excluded.version`,
    [workspaceId, batch.generation, batch.number, version],
  );
}

/** Forgets that of generations that are gone. */
export async function forgetIndexedUnder(db: WorkspaceClient, workspaceId: string): Promise<void> {
  await db.query(
    `delete from record.indexed_under under where workspace_id = $1 and not exists (
       select from record.generation state where state.workspace_id = $1 and state.generation = under.generation)`,
    [workspaceId],
  );
}

/** What the same commits have in the index. */
interface IndexPart {
  readonly postings: readonly TermPostings[];
  readonly sizes: readonly TextSize[];
}

/** Puts other terms of some commits in place of those they had. */
export async function replaceTerms(
  db: WorkspaceClient,
  rows: { readonly workspaceId: string; readonly generation: string },
  before: IndexPart,
  after: IndexPart,
): Promise<void> {
  const { workspaceId, generation } = rows;
  await copyRows(
    db,
    'old_posting',
    'term text, credit_set uuid, postings bigint[]',
    before.postings.map((row) => [row.term, row.creditSet, `{${row.postings.join()}}`]),
  );
  await db.query(
    `update projection.term_posting known set postings = array(
       select posting from unnest(known.postings) as posting
       where posting <> all (old_posting.postings) order by posting)
     from old_posting where known.workspace_id = $1 and known.generation = $2 and known.term = old_posting.term
       and known.credit_set = old_posting.credit_set`,
    [workspaceId, generation],
  );
  await db.query(
    `delete from projection.term_posting known using old_posting
     where known.workspace_id = $1 and known.generation = $2 and known.term = old_posting.term
       and known.credit_set = old_posting.credit_set and known.postings = '{}'`,
    [workspaceId, generation],
  );
  await db.query('drop table old_posting');
  await savePostings(db, rows, after.postings);
  await db.query('drop table batch_posting');
  const had = new Map(before.sizes.map((size) => [size.creditSet, size.terms]));
  for (const { creditSet, terms } of after.sizes)
    await db.query(
      `update projection.text_size set terms = terms + $4
       where workspace_id = $1 and generation = $2 and credit_set = $3`,
      [workspaceId, generation, creditSet, terms - (had.get(creditSet) ?? 0)],
    );
}

/** Takes away what updates leave behind: dead rows, and samples of terms in the planner's statistics. */
export async function vacuumTerms(pool: { query(text: string): Promise<unknown> }): Promise<void> {
  await pool.query('vacuum (analyze) projection.term_posting');
}
