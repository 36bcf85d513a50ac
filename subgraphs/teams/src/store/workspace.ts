import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { Pool } from 'pg';

export interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly memberCount: number;
}

/** The workspace of that id, seen from within. */
export async function findWorkspace(pool: Pool, workspaceId: string): Promise<WorkspaceRow | undefined> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<WorkspaceRow>(
      `select workspace_id as id, name, created_at as "createdAt",
         (select count(*)::int from record.member m where m.workspace_id = w.workspace_id) as "memberCount"
       from record.workspace w where workspace_id = $1`,
      [workspaceId],
    ),
  );
  return rows[0];
}
