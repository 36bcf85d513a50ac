import type { RebuildInput } from '@trellis/contributions/rebuild.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { Operation } from '@trellis/operations/operation.ts';
import { findOperation, type OperationRequest, requestOperation } from '@trellis/operations/store.ts';

/**
 * Asks for a rebuild, or gives the one under way that covers it: of the same subgraph, and of the same repository or of all.
 */
export async function requestRebuild(
  db: WorkspaceClient,
  asked: Omit<OperationRequest, 'kind' | 'input'> & { readonly input: RebuildInput },
): Promise<Operation> {
  await takeTurns(db);
  const { subgraph, repositoryId, olderThan } = asked.input;
  const { rows } = await db.query<{ id: string }>(
    `select operation_id as id from record.operation
     where kind = 'rebuildProjection' and state in ('QUEUED', 'RUNNING') and input->>'subgraph' = $1
       and (input->>'repositoryId' is null or input->>'repositoryId' = $2)
       and ((input->>'olderThan')::int is null or (input->>'olderThan')::int >= $3)
     order by created_at limit 1`,
    [subgraph, repositoryId, olderThan],
  );
  const joined = rows[0] && (await findOperation(db, rows[0].id));
  return joined ?? requestOperation(db, { ...asked, kind: 'rebuildProjection', input: { ...asked.input } });
}

/** Whether a rebuild of the subgraph for this version of its projector failed less than a day ago: it would fail again. */
export async function failedLately(db: WorkspaceClient, subgraph: string, olderThan: number): Promise<boolean> {
  await takeTurns(db);
  const { rows } = await db.query(
    `select from record.operation
     where kind = 'rebuildProjection' and state = 'FAILED' and input->>'subgraph' = $1
       and (input->>'olderThan')::int = $2 and finished_at > now() - interval '1 day' limit 1`,
    [subgraph, olderThan],
  );
  return rows.length > 0;
}

/** Two that ask at once must not both find none under way. */
async function takeTurns(db: WorkspaceClient): Promise<void> {
  await db.query(
    `select pg_advisory_xact_lock(hashtextextended('rebuild ' || current_setting('trellis.workspace'), 0))`,
  );
}
