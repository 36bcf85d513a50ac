import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** A batch's place in its stream. */
export interface ManifestRow {
  readonly number: number;
  readonly ordinal: number;
  readonly segment: number;
  readonly part: number;
  readonly objectKey: string;
  readonly textKey: string;
  readonly commits: number;
  readonly isLast: boolean;
}

const COLUMNS =
  'number, ordinal, segment, part, object_key as "objectKey", text_key as "textKey", commits, is_last as "isLast"';

/** All batches of a generation, in the order they are applied. */
export async function batchesOf(db: WorkspaceClient, generation: string): Promise<ManifestRow[]> {
  const found = await db.query(`select ${COLUMNS} from record.batch where generation = $1 order by number`, [
    generation,
  ]);
  return found.rows;
}

/**
 * Adds an uploaded batch to the manifest; it takes the stream's next number. The same part of the same segment is added
 * once: a repeated reading keeps the number of the first, and names the objects that it wrote.
 */
export async function addBatch(
  db: WorkspaceClient,
  workspaceId: string,
  generation: string,
  batch: Omit<ManifestRow, 'number'>,
): Promise<{ readonly row: ManifestRow; readonly isNew: boolean }> {
  // Writers of one stream take turns, so that numbers have no gaps.
  await db.query('select 1 from record.reading where generation = $1 and ordinal = $2 for update', [
    generation,
    batch.ordinal,
  ]);
  const { ordinal, segment, part, objectKey, textKey, commits, isLast } = batch;
  const known = await db.query<ManifestRow>(
    `update record.batch set object_key = $5, text_key = $6
     where generation = $1 and ordinal = $2 and segment = $3 and part = $4 returning ${COLUMNS}`,
    [generation, ordinal, segment, part, objectKey, textKey],
  );
  if (known.rows[0] !== undefined) return { row: known.rows[0], isNew: false };
  const added = await db.query<ManifestRow>(
    `insert into record.batch (workspace_id, generation, number, ordinal, segment, part, object_key, text_key, commits, is_last)
     select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from record.batch where generation = $2
     returning ${COLUMNS}`,
    [workspaceId, generation, ordinal, segment, part, objectKey, textKey, commits, isLast],
  );
  return { row: added.rows[0] as ManifestRow, isNew: true };
}
