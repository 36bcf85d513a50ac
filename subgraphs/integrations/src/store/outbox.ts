import type { Pool } from 'pg';

/** A row of the outbox: ids only, as it is read across workspaces. */
export interface OutboxRow {
  readonly workspaceId: string;
  readonly outboxId: number;
  readonly kind: 'start-import' | 'cancel-import';
  readonly importId: string;
  readonly repositoryId: string;
  readonly importKind: 'current' | 'past';
  readonly until: string | null;
}

/** The oldest undelivered rows of all workspaces. */
export async function pendingOutbox(pool: Pool, atMost: number): Promise<OutboxRow[]> {
  const found = await pool.query(
    `select workspace_id as "workspaceId", outbox_id as "outboxId", kind, import_id as "importId",
       repository_id as "repositoryId", import_kind as "importKind", until from record.outbox_pending($1)`,
    [atMost],
  );
  return found.rows;
}

export async function markDelivered(pool: Pool, outboxId: number): Promise<void> {
  await pool.query('select record.outbox_delivered($1)', [outboxId]);
}
