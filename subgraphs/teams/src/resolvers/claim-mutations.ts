import { CodedError } from '@trellis/service-kit/errors.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import type { Changed } from '../store/change-access.ts';
import { assignDeveloper, claimDeveloper, decideClaim, endClaim } from '../store/claim-changes.ts';
import { type ClaimRow, findClaim } from '../store/claims.ts';
import { listShares, startSharing, stopSharing } from '../store/shares.ts';
import { confirm } from './confirm.ts';
import type { ServiceParts } from './service-parts.ts';

const MAX_RECEIVERS = 50;

type ClaimMutations = Pick<
  MutationResolvers,
  'claimDeveloper' | 'decideClaim' | 'assignDeveloper' | 'endClaim' | 'sharePersonalData' | 'stopSharing'
>;

/** Which person a member is, and whom they show their own data to. */
export function claimMutations(parts: ServiceParts): ClaimMutations {
  const { changes, pool } = parts;
  const confirmClaim = async (workspaceId: string, changed: Changed<string>): Promise<ClaimRow> =>
    findClaim(pool, workspaceId, await confirm(parts, workspaceId, changed));
  return {
    claimDeveloper: async (_, { developerId }, { viewer }) =>
      confirmClaim(viewer.workspaceId, await claimDeveloper(changes, viewer, developerId)),

    decideClaim: async (_, { input: { claimId, decision } }, { viewer }) => {
      const decided = { claimId, confirm: decision === 'CONFIRM' };
      return confirmClaim(viewer.workspaceId, await decideClaim(changes, viewer, decided));
    },

    assignDeveloper: async (_, { input }, { viewer }) =>
      confirmClaim(viewer.workspaceId, await assignDeveloper(changes, viewer, input)),

    endClaim: async (_, { id }, { viewer }) => confirmClaim(viewer.workspaceId, await endClaim(changes, viewer, id)),

    sharePersonalData: async (_, { input }, { viewer }) => {
      const receivers = input.with === 'LEADS' ? undefined : readReceivers(input.memberIds);
      await confirm(parts, viewer.workspaceId, await startSharing(changes, viewer, receivers));
      return listShares(pool, viewer);
    },

    stopSharing: async (_, { ids }, { viewer }) => {
      await confirm(parts, viewer.workspaceId, await stopSharing(changes, viewer, ids ?? undefined));
      return listShares(pool, viewer);
    },
  };
}

function readReceivers(memberIds: readonly string[] | null | undefined): readonly string[] {
  const count = memberIds?.length ?? 0;
  if (memberIds && count >= 1 && count <= MAX_RECEIVERS) return memberIds;
  throw new CodedError('BAD_INPUT', `Name 1 to ${MAX_RECEIVERS} members to share with, not ${count}.`, {
    field: 'input.memberIds',
    remedy: 'Query.members lists them.',
  });
}
