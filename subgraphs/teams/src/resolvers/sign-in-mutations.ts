import type { MutationResolvers } from '../generated/resolvers.ts';
import { confirmAccess } from '../mirror-access.ts';
import { createApiToken, endOtherSignIns, endSignIn, revokeApiToken } from '../store/sign-ins.ts';
import { confirm } from './confirm.ts';
import { readDays, readName } from './read-input.ts';
import type { ServiceParts } from './service-parts.ts';

const MAX_TOKEN_DAYS = 365;

type SignInMutations = Pick<MutationResolvers, 'endSignIn' | 'endOtherSignIns' | 'createApiToken' | 'revokeApiToken'>;

/** The viewer's own ways in. */
export function signInMutations(parts: ServiceParts): SignInMutations {
  const { changes, pool } = parts;
  return {
    endSignIn: async (_, { id }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await endSignIn(changes, viewer, id)),

    endOtherSignIns: async (_, __, { viewer }) => {
      const ended = await endOtherSignIns(pool, viewer, viewer.signInId);
      for (const { workspaceId, accessEpoch } of ended)
        await confirmAccess(parts.mirrorEpoch, workspaceId, { access: accessEpoch });
      return ended.reduce((sum, { ended: here }) => sum + here, 0);
    },

    createApiToken: async (_, { input }, { viewer }) => {
      const days = input.expiresInDays ?? undefined;
      const wanted = {
        label: readName(input.label, 'input.label'),
        days: days === undefined ? undefined : readDays(days, MAX_TOKEN_DAYS),
      };
      return confirm(parts, viewer.workspaceId, await createApiToken(changes, viewer, wanted));
    },

    revokeApiToken: async (_, { id }, { viewer }) =>
      confirm(parts, viewer.workspaceId, await revokeApiToken(changes, viewer, id)),
  };
}
