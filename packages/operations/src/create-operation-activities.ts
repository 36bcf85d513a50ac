import type { Redis } from '@trellis/cache/redis.ts';
import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { OperationActivities, OperationRef } from './operation.ts';
import { changeOperation, findOperation, type OperationChange } from './store.ts';
import { tellOperation } from './tell-operation.ts';

/** What the workflows of operations do with a subgraph's rows; registered as `<subgraph>.<activity>`. */
export function createOperationActivities(parts: { readonly pool: Pool; readonly redis: Redis }): OperationActivities {
  const change = async ({ workspaceId, operationId }: OperationRef, to: OperationChange) => {
    const operation = await inWorkspace(parts.pool, workspaceId, (db) => changeOperation(db, operationId, to));
    if (operation !== undefined) await tellOperation(parts.redis, workspaceId, operation);
    return operation;
  };
  return {
    async beginOperation(ref) {
      await change(ref, { state: 'RUNNING' });
      const operation = await inWorkspace(parts.pool, ref.workspaceId, (db) => findOperation(db, ref.operationId));
      if (operation === undefined) throw new Error(`Operation ${ref.operationId} is not there.`);
      return { input: operation.input, requestedRole: operation.requestedRole };
    },

    async recordOperationProgress(ref, progress) {
      await change(ref, { state: 'RUNNING', ...progress });
    },

    async succeedOperation(ref) {
      await change(ref, { state: 'SUCCEEDED', finishedAt: new Date() });
    },

    async failOperation(ref, error) {
      await change(ref, { state: 'FAILED', error, finishedAt: new Date() });
    },
  };
}
