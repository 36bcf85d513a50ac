import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { WorkspaceResolvers } from '../generated/resolvers.ts';
import { currentLimitations } from '../store/limitations.ts';
import { countRepositories, listRepositories } from '../store/repositories.ts';
import type { ServiceParts } from './service-parts.ts';

/** A page of the workspace's repositories by name. */
export async function pageOfRepositories(
  parts: ServiceParts,
  context: ResolverContext,
  args: { readonly first?: number | null; readonly after?: string | null },
) {
  const first = readFirst(args.first);
  const key = readCursor(args.after, ['string', 'string']);
  const after = key === undefined ? null : { name: key[0], id: key[1] };
  return inWorkspace(parts.pool, context.viewer.workspaceId, async (db) => {
    const rows = await listRepositories(db, { first, after });
    const page = toConnection(rows, first, (row) => [row.name.toLowerCase(), row.id]);
    return { ...page, totalCount: await countRepositories(db) };
  });
}

export function workspaceResolvers(parts: ServiceParts): WorkspaceResolvers {
  return {
    // A workspace sees itself only; another one's id leads nowhere.
    __resolveReference: ({ id }, context) => (id === context.viewer.workspaceId ? { id } : (null as never)),
    repositories: (_, args, context) => pageOfRepositories(parts, context, args),
    repositoryCount: (_, __, context) => inWorkspace(parts.pool, context.viewer.workspaceId, countRepositories),
    limitations: (_, __, context) =>
      inWorkspace(parts.pool, context.viewer.workspaceId, (db) => currentLimitations(db, null)),
  };
}
