import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { changeRun, oweToTemporal } from './import-runs.ts';

/** The operation that removes a repository; null: none does, undefined: there is no such repository. */
export async function removalOf(db: WorkspaceClient, repositoryId: string): Promise<string | null | undefined> {
  if (!isUuid(repositoryId)) return undefined;
  const { rows } = await db.query<{ removed_by: string | null }>(
    'select removed_by from record.repository where repository_id = $1 for update',
    [repositoryId],
  );
  return rows[0]?.removed_by;
}

/** From here on no import of the repository begins. */
export async function markRemoved(db: WorkspaceClient, repositoryId: string, operationId: string): Promise<void> {
  await db.query('update record.repository set removed_by = $2 where repository_id = $1', [repositoryId, operationId]);
}

/** What would go with a repository. */
export interface RemovableRows {
  readonly batches: number;
  readonly pastStates: number;
  /** The import that is under way, if one is. */
  readonly activeRunId: string | null;
}

export async function removableRows(db: WorkspaceClient, repositoryId: string): Promise<RemovableRows> {
  const { rows } = await db.query<{ batches: number; past_states: number; active: string | null }>(
    `select (select count(*)::int from record.batch join record.reading using (workspace_id, generation, ordinal)
         where reading.repository_id = $1) as batches,
       (select count(distinct generation)::int from record.reading
         where repository_id = $1 and kind = 'past' and completed_at is not null) as past_states,
       (select import_id from record.import_run where repository_id = $1 and state in ('QUEUED', 'RUNNING')
         order by started_at desc limit 1) as active`,
    [repositoryId],
  );
  const { batches = 0, past_states = 0, active = null } = rows[0] ?? {};
  return { batches, pastStates: past_states, activeRunId: active };
}

/** Asks for the imports of a repository that are under way to stop; gives how many are. */
export async function stopRuns(db: WorkspaceClient, workspaceId: string, repositoryId: string): Promise<number> {
  const { rows } = await db.query<{ id: string }>(
    `select import_id as id from record.import_run where repository_id = $1 and state in ('QUEUED', 'RUNNING')`,
    [repositoryId],
  );
  for (const { id } of rows) {
    const owed = await db.query(`select 1 from record.outbox where import_id = $1 and kind = 'cancel-import'`, [id]);
    if (owed.rowCount) continue;
    await changeRun(db, id, { message: 'Cancelling' });
    await oweToTemporal(db, workspaceId, 'cancel-import', id);
  }
  return rows.length;
}

/** The readings of a repository, whose plans lie in the data folder. */
export async function readingsOf(
  db: WorkspaceClient,
  repositoryId: string,
): Promise<{ readonly generation: string; readonly ordinal: number }[]> {
  const { rows } = await db.query<{ generation: string; ordinal: number }>(
    'select generation, ordinal from record.reading where repository_id = $1',
    [repositoryId],
  );
  return rows;
}

/** Deletes the repository with its imports, readings, batches and limitations. */
export async function deleteRepository(db: WorkspaceClient, repositoryId: string): Promise<void> {
  await db.query(
    'delete from record.outbox where import_id in (select import_id from record.import_run where repository_id = $1)',
    [repositoryId],
  );
  await db.query('delete from record.repository where repository_id = $1', [repositoryId]);
}
