import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Raises the workspace's epoch in the transaction that changes what readers see. */
export async function raiseEpoch(db: WorkspaceClient, workspaceId: string): Promise<number> {
  const { rows } = await db.query<{ epoch: number }>(
    `insert into record.epoch (workspace_id, epoch) values ($1, 1)
     on conflict (workspace_id) do update set epoch = epoch.epoch + 1 returning epoch`,
    [workspaceId],
  );
  return rows[0]?.epoch as number;
}

/** The workspace's epoch; 0 before anything was projected. */
export async function readEpoch(db: WorkspaceClient, workspaceId: string): Promise<number> {
  const { rows } = await db.query<{ epoch: number }>('select epoch from record.epoch where workspace_id = $1', [
    workspaceId,
  ]);
  return rows[0]?.epoch ?? 0;
}
