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
 * once: a repeated reading gets the row of the first.
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
  const added = await db.query(
    `insert into record.batch (workspace_id, generation, number, ordinal, segment, part, object_key, text_key, commits, is_last)
     select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from record.batch where generation = $2
     on conflict (workspace_id, generation, ordinal, segment, part) do nothing returning ${COLUMNS}`,
    [
      workspaceId,
      generation,
      batch.ordinal,
      batch.segment,
      batch.part,
      batch.objectKey,
      batch.textKey,
      batch.commits,
      batch.isLast,
    ],
  );
  if (added.rows[0] !== undefined) return { row: added.rows[0], isNew: true };
  const known = await db.query(
    `select ${COLUMNS} from record.batch where generation = $1 and ordinal = $2 and segment = $3 and part = $4`,
    [generation, batch.ordinal, batch.segment, batch.part],
  );
  return { row: known.rows[0], isNew: false };
}
