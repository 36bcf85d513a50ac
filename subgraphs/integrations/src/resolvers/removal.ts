import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { viewOperation } from '@trellis/operations/operation-resolvers.ts';
import { requestOperation } from '@trellis/operations/store.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { MutationResolvers, RemovalPreviewResolvers } from '../generated/resolvers.ts';
import { findImportRun } from '../store/import-runs.ts';
import { markRemoved, removableRows, removalOf } from '../store/remove.ts';
import { findRepository, type RepositoryRow } from '../store/repositories.ts';
import { notFound } from './not-found.ts';
import type { RemovalPreviewParent } from './parents.ts';
import type { ServiceParts } from './service-parts.ts';

/** What removing a repository would take away; null where it is unknown, or being removed. */
export function previewRemoval(
  { pool }: ServiceParts,
  { viewer }: ResolverContext,
  repositoryId: string,
): Promise<RemovalPreviewParent | null> {
  return inWorkspace(pool, viewer.workspaceId, async (db) => {
    const repository = await findRepository(db, repositoryId);
    if (repository === undefined || (await removalOf(db, repositoryId)) !== null) return null;
    const { batches, pastStates, activeRunId } = await removableRows(db, repository.id);
    const cancels = activeRunId === null ? undefined : await findImportRun(db, activeRunId);
    return { ...describe(repository), batches, pastStates, cancels: cancels ?? null };
  });
}

/** Other subgraphs add to a preview, which is found again by its repository. */
export function removalPreviewResolvers(parts: ServiceParts): RemovalPreviewResolvers {
  return {
    __resolveReference: async ({ repositoryId }, context) =>
      (await previewRemoval(parts, context, repositoryId)) ?? (null as never),
  };
}

function describe({ id, name, kind, location, commitCount }: RepositoryRow) {
  const isClone = kind === 'URL';
  return {
    repositoryId: id,
    name,
    commits: commitCount ?? 0,
    deletesClone: isClone,
    keeps: isClone
      ? `The remote ${location} stays as it is.`
      : `The folder ${location} and all in it stay as they are.`,
  };
}

/** Takes a repository out of Trellis. */
export function removalMutations(parts: ServiceParts): Pick<Required<MutationResolvers>, 'removeRepository'> {
  return {
    removeRepository: async (_, { input }, context) => {
      const { workspaceId, memberId, role } = context.viewer;
      const operation = await inWorkspace(parts.pool, workspaceId, async (db) => {
        const repository = await findRepository(db, input.repositoryId);
        if (repository === undefined) throw notFound('repository', 'input.repositoryId');
        await refuseRemoved(db, repository.id);
        if (input.confirm.trim() !== repository.name)
          throw new CodedError('NOT_CONFIRMED', 'What was typed is not the name of the repository.', {
            field: 'input.confirm',
            remedy: 'Type the name as the list of repositories shows it.',
          });
        const requested = await requestOperation(db, {
          workspaceId,
          kind: 'removeRepository',
          input: { repositoryId: repository.id },
          requestedBy: memberId,
          requestedRole: role,
          requestId: context.requestId,
        });
        await markRemoved(db, repository.id, requested.id);
        return requested;
      });
      parts.pokeOperations();
      return viewOperation(operation);
    },
  };
}

/** @throws CodedError REPOSITORY_BEING_REMOVED */
export async function refuseRemoved(db: WorkspaceClient, repositoryId: string): Promise<void> {
  if ((await removalOf(db, repositoryId)) == null) return;
  throw new CodedError('REPOSITORY_BEING_REMOVED', 'The repository is being removed.', {
    remedy: 'Wait for its operation to end (try it again if it failed); then it can be imported anew.',
  });
}
