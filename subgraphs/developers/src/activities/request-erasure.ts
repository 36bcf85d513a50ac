import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { requestOperation } from '@trellis/operations/store.ts';
import { readErasures } from '../store/erasures.ts';

/**
 * Asks for everything to be gone over again, in the name of whoever erased last: where an erased person turned up under
 * another address, or an older state was put back. One that has not begun yet does.
 */
export async function requestErasureAgain(db: WorkspaceClient, workspaceId: string): Promise<void> {
  const [latest] = await readErasures(db, workspaceId);
  if (latest === undefined) return;
  const { rowCount } = await db.query(
    `select 1 from record.operation where workspace_id = $1 and kind = 'erasePerson' and state = 'QUEUED' limit 1`,
    [workspaceId],
  );
  if (rowCount) return;
  const { erasureId, requestedBy } = latest;
  const input = { erasureId, developerId: null, aliasIds: [] };
  const asked = {
    workspaceId,
    kind: 'erasePerson',
    input,
    requestedBy,
    requestedRole: 'owner',
    requestId: null,
  } as const;
  await requestOperation(db, asked);
}
