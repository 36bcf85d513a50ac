import type { Pool } from '@trellis/database/pool.ts';

/** A run as the relay and the sweep see it, across workspaces: ids only. */
export interface RunRef {
  readonly workspaceId: string;
  readonly importId: string;
  readonly repositoryId: string;
  /** Rises with each resume; names the workflow together with the import's id. */
  readonly attempt: number;
  /** Of the request that asked for it; null: nobody did by a request. */
  readonly requestId: string | null;
}

/** A row of the outbox. */
export interface OutboxRow extends RunRef {
  readonly outboxId: number;
  readonly kind: 'start-import' | 'cancel-import';
}

/** The oldest undelivered rows of all workspaces. */
export async function pendingOutbox(pool: Pool, atMost: number): Promise<OutboxRow[]> {
  const found = await pool.query(
    `select workspace_id as "workspaceId", outbox_id as "outboxId", kind, import_id as "importId",
       repository_id as "repositoryId", attempt, request_id as "requestId" from record.outbox_pending($1)`,
    [atMost],
  );
  return found.rows;
}

export async function markDelivered(pool: Pool, outboxId: number): Promise<void> {
  await pool.query('select record.outbox_delivered($1)', [outboxId]);
}

/** Runs that should be under way, of all workspaces, begun longer ago than this. */
export async function activeRuns(pool: Pool, olderThanSeconds: number): Promise<RunRef[]> {
  const found = await pool.query(
    `select workspace_id as "workspaceId", import_id as "importId", repository_id as "repositoryId", attempt, request_id as "requestId"
     from record.active_runs(make_interval(secs => $1))`,
    [olderThanSeconds],
  );
  return found.rows;
}
