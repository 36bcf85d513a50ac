import type { BatchRef } from '@trellis/contributions/batch.ts';
import type { StreamCursor, StreamHead } from '@trellis/contributions/rebuild.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Streams of one page, and batches of one page: both travel through Temporal. */
export const STREAMS_AT_ONCE = 50;
export const BATCHES_AT_ONCE = 16;

/** A page of the streams that the manifest has, of one repository or (null) of all. */
export async function pageOfStreams(
  db: WorkspaceClient,
  repositoryId: string | null,
  after: StreamCursor | null,
): Promise<StreamHead[]> {
  // Of each stream, the last completed reading; where none is completed, the newest one.
  const { rows } = await db.query<Omit<StreamHead, 'asOf'> & { readonly asOf: Date }>(
    `select known.repository_id as "repositoryId", known.generation as stream,
       coalesce(known.generation = r.generation, false) as "isCurrent",
       coalesce((select max(b.number) from record.batch b where known.completed_at is not null
         and b.generation = known.generation and b.ordinal <= known.ordinal), 0) as through,
       known.head_sha as "headSha", extract(epoch from known.head_at)::bigint as "headAt",
       coalesce(known.completed_at, known.created_at) as "asOf", known.head_key as "headKey"
     from (
       select distinct on (repository_id, generation) * from record.reading
       where ($1::uuid is null or repository_id = $1)
         and ($2::uuid is null or (repository_id, generation) > ($2, $3::uuid))
       order by repository_id, generation, (completed_at is null), ordinal desc limit $4) known
     join record.repository r on r.repository_id = known.repository_id
     order by known.repository_id, known.generation`,
    [repositoryId, after?.repositoryId ?? null, after?.stream ?? null, STREAMS_AT_ONCE],
  );
  return rows.map((row) => ({ ...row, asOf: row.asOf.toISOString() }));
}

/** How many batches the manifest has, of one repository or (null) of all. */
export async function countBatches(db: WorkspaceClient, repositoryId: string | null): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from record.batch b
     where $1::uuid is null or exists (
       select from record.reading g
       where g.generation = b.generation and g.ordinal = b.ordinal and g.repository_id = $1)`,
    [repositoryId],
  );
  return rows[0]?.count ?? 0;
}

/** A page of a stream's batches after one number and up to another, in sequence. */
export async function pageOfBatches(
  db: WorkspaceClient,
  stream: string,
  after: number,
  through: number,
): Promise<BatchRef[]> {
  const { rows } = await db.query<BatchRef>(
    `select b.workspace_id as "workspaceId", g.repository_id as "repositoryId", b.generation, b.number,
       b.object_key as "objectKey", b.text_key as "textKey", b.commits
     from record.batch b
     join record.reading g on g.workspace_id = b.workspace_id and g.generation = b.generation and g.ordinal = b.ordinal
     where b.generation = $1 and b.number > $2 and b.number <= $3 order by b.number limit $4`,
    [stream, after, through, BATCHES_AT_ONCE],
  );
  return rows;
}
