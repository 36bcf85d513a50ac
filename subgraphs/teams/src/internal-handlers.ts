import { CodedError } from '@trellis/service-kit/errors.ts';
import type { InternalHandler } from '@trellis/service-kit/subgraph.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import type { Pool } from 'pg';
import * as v from 'valibot';
import { confirmAccess, type MirrorEpoch } from './mirror-access.ts';
import { readName } from './resolvers/read-input.ts';
import { acceptInvitation, describeInvitation } from './store/invitations.ts';
import {
  endSession,
  findApiTokenHolder,
  findSessionHolder,
  redeemSignIn,
  switchWorkspace,
  type TokenHolder,
} from './store/tokens.ts';

const token = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));
const redeemInput = v.object({ token });
const authenticateInput = v.object({ sessionToken: v.optional(token), apiToken: v.optional(token) });
const endInput = v.object({ sessionToken: token });
const switchInput = v.object({ sessionToken: token, workspaceId: v.pipe(v.string(), v.maxLength(200)) });
const describeInput = v.object({ token, sessionToken: v.optional(token) });
const acceptInput = v.object({ token, sessionToken: v.optional(token), name: v.optional(v.string()) });

/** Who a token stands for, until when the gateway may rely on that (RFC 3339), and the access epoch that it was read at. */
export type AuthenticatedViewer = Viewer & { readonly expiresAt: string; readonly accessEpoch: number };

/** What the gateway asks before there is a viewer. Answers are null for a token that is unknown, used, over or revoked. */
export function internalHandlers(pool: Pool, mirrorEpoch: MirrorEpoch): Record<string, InternalHandler> {
  return {
    /** { token } → { sessionToken, expiresAt } | null */
    async redeemSignIn(input) {
      const redeemed = await redeemSignIn(pool, read(redeemInput, input).token);
      if (redeemed === undefined) return null;
      return { sessionToken: redeemed.session.text, expiresAt: redeemed.expiresAt.toISOString() };
    },

    /** { sessionToken? , apiToken? } → AuthenticatedViewer | null */
    async authenticate(input) {
      const { sessionToken, apiToken } = read(authenticateInput, input);
      if (sessionToken !== undefined) return toViewer(await findSessionHolder(pool, sessionToken));
      return apiToken === undefined ? null : toViewer(await findApiTokenHolder(pool, apiToken));
    },

    /** { sessionToken } → null */
    async endSession(input) {
      const left = await endSession(pool, read(endInput, input).sessionToken);
      if (left !== undefined) await confirmAccess(mirrorEpoch, left.workspaceId, { access: left.accessEpoch });
      return null;
    },

    /** { sessionToken, workspaceId } → { sessionToken, expiresAt } | null: the old session has ended */
    async switchWorkspace(input) {
      const { sessionToken, workspaceId } = read(switchInput, input);
      if (!isUuid(workspaceId)) return null;
      const switched = await switchWorkspace(pool, sessionToken, workspaceId);
      if (switched === undefined) return null;
      const { session, expiresAt, left } = switched;
      await confirmAccess(mirrorEpoch, left.workspaceId, { access: left.accessEpoch });
      return { sessionToken: session.text, expiresAt: expiresAt.toISOString() };
    },

    /** { token, sessionToken? } → { workspaceName, role, expiresAt, signedInName, isMember } | null */
    async describeInvitation(input) {
      const { token: invitation, sessionToken } = read(describeInput, input);
      const offered = await describeInvitation(pool, invitation, sessionToken);
      return offered === undefined ? null : { ...offered, expiresAt: offered.expiresAt.toISOString() };
    },

    /** { token, sessionToken?, name? } → { outcome, sessionToken?, expiresAt? }: both where the outcome is `joined` */
    async acceptInvitation(input) {
      const { token: invitation, sessionToken, name } = read(acceptInput, input);
      const known = name === undefined ? undefined : readName(name, 'name');
      const { outcome, workspaceId, accessEpoch, expiresAt, session } = await acceptInvitation(
        pool,
        invitation,
        sessionToken,
        known,
      );
      if (outcome !== 'joined' || workspaceId === null || accessEpoch === null) return { outcome };
      await confirmAccess(mirrorEpoch, workspaceId, { access: accessEpoch });
      return { outcome, sessionToken: session.text, expiresAt: expiresAt?.toISOString() };
    },
  };
}

function toViewer(holder: TokenHolder | undefined): AuthenticatedViewer | null {
  if (holder === undefined) return null;
  const { workspaceId, memberId, role, solo, expiresAt, signInId, accessEpoch, ...grants } = holder;
  const viewer = { workspaceId, memberId, role, solo, grants, expiresAt: expiresAt.toISOString(), accessEpoch };
  return signInId === null ? viewer : { ...viewer, signInId };
}

function read<T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new CodedError('BAD_INPUT', parsed.issues[0].message, { field: v.getDotPath(parsed.issues[0]) ?? 'input' });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
