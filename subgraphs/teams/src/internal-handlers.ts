import { CodedError } from '@trellis/service-kit/errors.ts';
import type { InternalHandler } from '@trellis/service-kit/subgraph.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import type { Pool } from 'pg';
import * as v from 'valibot';
import { endSession, findApiTokenHolder, findSessionHolder, redeemSignIn, type TokenHolder } from './store/tokens.ts';

const token = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));
const redeemInput = v.object({ token });
const authenticateInput = v.object({ sessionToken: v.optional(token), apiToken: v.optional(token) });
const endInput = v.object({ sessionToken: token });

/** Who a token stands for, and until when the gateway may rely on that (RFC 3339). */
export type AuthenticatedViewer = Viewer & { readonly expiresAt: string };

/** What the gateway asks before there is a viewer. All answers are null for a token that is unknown, used, over or revoked. */
export function internalHandlers(pool: Pool): Record<string, InternalHandler> {
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
      await endSession(pool, read(endInput, input).sessionToken);
      return null;
    },
  };
}

/**
 * No member has a verified person yet, so nobody is `self`, leads a person or is shared with; the owner of a workspace of one
 * sees what is each person's own by `solo`.
 */
function toViewer(holder: TokenHolder | undefined): AuthenticatedViewer | null {
  if (holder === undefined) return null;
  const { workspaceId, memberId, role, solo, expiresAt } = holder;
  const grants = { self: [], leads: [], sharedBy: [] };
  return { workspaceId, memberId, role, solo, grants, expiresAt: expiresAt.toISOString() };
}

function read<T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new CodedError('BAD_INPUT', parsed.issues[0].message, { field: v.getDotPath(parsed.issues[0]) ?? 'input' });
}
