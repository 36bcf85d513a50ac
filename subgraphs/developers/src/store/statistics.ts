import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';

/** Whether a stream was begun and never readable yet. */
export async function isBeingBuilt(db: WorkspaceClient, workspaceId: string, stream: string): Promise<boolean> {
  const { rows } = await db.query(
    `select from record.generation where workspace_id = $1 and stream = $2 and not aside and state = 'building'`,
    [workspaceId, stream],
  );
  return rows.length > 0;
}

/** Has the planner look at the tables that an import fills; takes tenths of a second, whatever their size. */
export async function refreshStatistics(pool: ProjectionParts['pool']): Promise<void> {
  await pool.query(
    `analyze record.alias, record.alias_person, record.developer, record.generation, projection.credit_set,
       projection.credit_summary, projection.activity_day, projection.language_day,
       projection.counted_commit`,
  );
}
