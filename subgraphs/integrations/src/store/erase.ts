import type { BatchRef } from '@trellis/contributions/batch.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Repositories that have batches, and how many. */
export async function repositoriesWithBatches(
  db: WorkspaceClient,
): Promise<{ readonly repositoryId: string; readonly batches: number }[]> {
  const { rows } = await db.query<{ repositoryId: string; batches: number }>(
    `select known.repository_id as "repositoryId", count(batch.number)::int as batches
     from record.repository known left join record.reading on reading.repository_id = known.repository_id
     left join record.batch on batch.generation = reading.generation and batch.ordinal = reading.ordinal
     group by known.repository_id order by known.repository_id`,
  );
  return rows;
}

/** The batches of a repository, of all its streams, in a fixed order, from a place on. */
export async function batchesOfRepository(
  db: WorkspaceClient,
  repositoryId: string,
  page: { readonly from: number; readonly atMost: number },
): Promise<BatchRef[]> {
  const { rows } = await db.query<BatchRef>(
    `select batch.workspace_id as "workspaceId", reading.repository_id as "repositoryId", batch.generation, batch.number,
       batch.object_key as "objectKey", batch.text_key as "textKey", batch.commits
     from record.batch join record.reading using (workspace_id, generation, ordinal)
     where reading.repository_id = $1 order by batch.generation, batch.number offset $2 limit $3`,
    [repositoryId, page.from, page.atMost],
  );
  return rows;
}

/** Where words stand that say what happened: a table, its key, and the texts. */
const MESSAGES = [
  { table: 'record.import_run', key: 'import_id::text', columns: ['message', 'error_message', 'error_remedy'] },
  { table: 'record.limitation', key: "generation || ' ' || code", columns: ['text', 'remedy'] },
  { table: 'record.operation', key: 'operation_id::text', columns: ['step', 'error_message', 'error_remedy'] },
] as const;

/** Takes mentions of erased people out of what imports and operations say of themselves. */
export async function redactMessageRows(db: WorkspaceClient, redact: (text: string) => string): Promise<void> {
  for (const { table, key, columns } of MESSAGES)
    for (const column of columns) {
      const { rows } = await db.query<{ id: string; text: string }>(
        `select ${key} as id, ${column} as text from ${table} where ${column} is not null`,
      );
      for (const { id, text } of rows) {
        const redacted = redact(text);
        if (redacted !== text)
          await db.query(`update ${table} set ${column} = $2 where ${key} = $1 and ${column} = $3`, [
            id,
            redacted,
            text,
          ]);
      }
    }
}

/** Takes away what updates leave behind: dead rows, and samples of texts in the planner's statistics. */
export async function vacuumMessages(pool: { query(text: string): Promise<unknown> }): Promise<void> {
  for (const { table } of MESSAGES) await pool.query(`vacuum (analyze) ${table}`);
}
