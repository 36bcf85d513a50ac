import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Raises the access epoch in a transaction that changes who may see what; mirrors follow by comparison with the rows. */
export async function raiseAccessEpoch(db: WorkspaceClient, workspaceId: string): Promise<void> {
  await db.query('select record.raise_access_epoch($1)', [workspaceId]);
}
