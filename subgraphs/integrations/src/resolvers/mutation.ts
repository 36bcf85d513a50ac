import { randomUUID } from 'node:crypto';
import type { Projection } from '@trellis/contributions/projection.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { operationResolvers, viewOperation } from '@trellis/operations/operation-resolvers.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import {
  changeRun,
  findImportRun,
  type ImportRunRow,
  oweToTemporal,
  queueRun,
  requeueRun,
} from '../store/import-runs.ts';
import { requestRebuild } from '../store/rebuilds.ts';
import { ensureRepository, findRepository } from '../store/repositories.ts';
import { locateForImport } from './locate.ts';
import { notFound } from './not-found.ts';
import { refuseRemoved, removalMutations } from './removal.ts';
import type { ServiceParts } from './service-parts.ts';

export function mutationResolvers(parts: ServiceParts): MutationResolvers {
  /** One transaction, then a word to the relay: what the mutation owes to Temporal is in the outbox already. */
  const change = async (context: ResolverContext, work: (db: WorkspaceClient) => Promise<ImportRunRow>) => {
    const run = await inWorkspace(parts.pool, context.viewer.workspaceId, work);
    parts.poke();
    return run;
  };
  const queue = async (db: WorkspaceClient, context: ResolverContext, repositoryId: string, until: string | null) => {
    await refuseRemoved(db, repositoryId);
    return queueRun(db, {
      workspaceId: context.viewer.workspaceId,
      id: randomUUID(),
      repositoryId,
      kind: until === null ? 'current' : 'past',
      until,
      requestId: context.requestId,
    });
  };

  const operations = operationResolvers({ pool: parts.pool, poke: parts.pokeOperations });
  return {
    ...removalMutations(parts),
    retryMaintenanceOperation: (_, { id }, context) => operations.retry(id, context),

    rebuildProjection: async (_, { input }, { viewer, requestId }) => {
      const operation = await inWorkspace(parts.pool, viewer.workspaceId, async (db) => {
        const repositoryId = input.repositoryId ?? null;
        if (repositoryId !== null && (await findRepository(db, repositoryId)) === undefined)
          throw notFound('repository', 'input.repositoryId');
        const subgraph = input.subgraph.toLowerCase() as Projection;
        const { workspaceId, memberId: requestedBy, role: requestedRole } = viewer;
        const asked = { subgraph, repositoryId, olderThan: null };
        return requestRebuild(db, { workspaceId, input: asked, requestedBy, requestedRole, requestId });
      });
      parts.pokeOperations();
      return viewOperation(operation);
    },

    importRepository: async (_, { input }, context) => {
      const branch = input.branch ?? null;
      const located = await locateForImport(input.location.trim(), branch);
      return change(context, async (db) => {
        const repository = await ensureRepository(db, { workspaceId: context.viewer.workspaceId, branch, ...located });
        return queue(db, context, repository.id, null);
      });
    },
    syncRepository: (_, { id }, context) =>
      change(context, async (db) => {
        const repository = await findRepository(db, id);
        if (repository === undefined) throw notFound('repository', 'id');
        return queue(db, context, repository.id, null);
      }),
    cancelImport: (_, { id }, context) =>
      change(context, async (db) => {
        const run = await findImportRun(db, id);
        if (run === undefined) throw notFound('import', 'id');
        if (run.state !== 'QUEUED' && run.state !== 'RUNNING') return run;
        await changeRun(db, id, { message: 'Cancelling' });
        await oweToTemporal(db, context.viewer.workspaceId, 'cancel-import', id);
        return { ...run, message: 'Cancelling' };
      }),
    resumeImport: (_, { id }, context) =>
      change(context, async (db) => {
        const run = await findImportRun(db, id);
        if (run === undefined) throw notFound('import', 'id');
        await refuseRemoved(db, run.repositoryId);
        // Under way or done already: resuming changes nothing.
        return (await requeueRun(db, context.viewer.workspaceId, run, context.requestId)) ?? run;
      }),
    deriveState: (_, { input }, context) => {
      if (input.until > context.now.toISOString().slice(0, 10)) {
        const message = `${input.until} is still to come.`;
        throw new CodedError('BAD_INPUT', message, { field: 'input.until', remedy: 'Ask for a day up to today.' });
      }
      return change(context, async (db) => {
        const repository = await findRepository(db, input.repositoryId);
        if (repository === undefined) throw notFound('repository', 'input.repositoryId');
        if (repository.generation === null) {
          throw new CodedError('NOT_IMPORTED', `${repository.name} is not imported yet.`, {
            field: 'input.repositoryId',
            remedy: 'Wait for its first import, or start one with importRepository.',
          });
        }
        return queue(db, context, repository.id, input.until);
      });
    },
  };
}
