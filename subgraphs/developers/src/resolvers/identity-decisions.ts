import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { viewOperation } from '@trellis/operations/operation-resolvers.ts';
import { findOperation } from '@trellis/operations/store.ts';
import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type {
  IdentityDecisionGroupResolvers,
  IdentityDecisionKind,
  IdentityDecisionResolvers,
  IdentityDecisionState,
  QueryResolvers,
} from '../generated/resolvers.ts';
import { findDecision, type IdentityDecision, listDecisions, withoutLaterOnes } from '../store/identity-decisions.ts';
import { loadersOf, type Pool } from './loaders.ts';

/** The decisions by hand of a workspace: what was decided, by whom, and whether it still counts. */
export function identityDecisionQueries(
  pool: Pool,
): Pick<Required<QueryResolvers>, 'identityDecisions' | 'identityDecision'> {
  return {
    identityDecisions: async (_, { first: asked, after }, { viewer }) => {
      const first = readFirst(asked, 20);
      const before = readCursor(after, ['number'])?.[0];
      const rows = await inWorkspace(pool, viewer.workspaceId, (db) =>
        listDecisions(db, viewer.workspaceId, { before, limit: first + 1 }),
      );
      return toConnection(rows, first, ({ sequence }) => [sequence]);
    },

    identityDecision: async (_, { id }, { viewer }) => {
      if (!isUuid(id)) return null;
      const decision = await inWorkspace(pool, viewer.workspaceId, (db) => findDecision(db, viewer.workspaceId, id));
      return decision ?? null;
    },
  };
}

export function identityDecisionResolvers(pool: Pool): IdentityDecisionResolvers {
  return {
    kind: ({ kind }) => kind.toUpperCase() as IdentityDecisionKind,
    state: ({ state }) => state.replace('-', '_').toUpperCase() as IdentityDecisionState,
    decidedAt: ({ decidedAt }) => decidedAt.toISOString(),
    decidedById: ({ decidedBy }) => decidedBy,
    decidedByRole: ({ decidedRole }) => decidedRole,
    undoneAt: ({ undoneAt }) => undoneAt?.toISOString() ?? null,
    undoneById: ({ undoneBy }) => undoneBy,
    undoneByRole: ({ undoneRole }) => undoneRole,
    groups: ({ groups }) => groups.map((aliasIds) => ({ aliasIds })),

    developers: async ({ groups }, _, context) => {
      const aliases = await aliasesOf(pool, context, groups.flat());
      const ids = [...new Set(aliases.map(({ developerId }) => developerId))];
      const found = await Promise.all(ids.map((id) => loadersOf(pool, context).developer(id)));
      return found.filter((developer) => developer !== null);
    },

    operation: async ({ operationId }, _, { viewer }) => {
      if (operationId === null) return null;
      const operation = await inWorkspace(pool, viewer.workspaceId, (db) => findOperation(db, operationId));
      return operation === undefined ? null : viewOperation(operation);
    },

    canUndo: async ({ id, kind, state }, _, context) => {
      if (state !== 'in-force') return false;
      return kind === 'dismissal' || (await lastOnes(pool, context).load(id));
    },
  };
}

export function identityDecisionGroupResolvers(pool: Pool): IdentityDecisionGroupResolvers {
  return { aliases: ({ aliasIds }, _, context) => aliasesOf(pool, context, aliasIds) };
}

/** Whether no later decision rests on one; asked once for all of a page. */
function lastOnes(pool: Pool, context: ResolverContext) {
  const { workspaceId } = context.viewer;
  return context.loader<IdentityDecision['id'], boolean>('without-later-ones', async (ids) => {
    const last = await inWorkspace(pool, workspaceId, (db) => withoutLaterOnes(db, workspaceId, ids));
    return ids.map((id) => last.has(id));
  });
}

/** Aliases in the order of the ids. */
export async function aliasesOf(pool: Pool, context: ResolverContext, ids: readonly string[]) {
  const found = await Promise.all(ids.map((id) => loadersOf(pool, context).alias(id)));
  return found.filter((alias) => alias !== null);
}
