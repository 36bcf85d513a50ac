import type { TokenSigner } from '@trellis/service-kit/internal-token.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import type { FastifyReply } from 'fastify';
import { type Credentials, credentialsDigest, SESSION_COOKIE } from './credentials.ts';
import type { LiveConnections } from './live-connections.ts';
import type { AuthenticateStage } from './stages/authenticate.ts';

/** What the routes that begin and end sign-ins work with. */
export interface SessionParts {
  readonly publicUrl: string;
  readonly teams: SubgraphService;
  readonly signer: TokenSigner;
  readonly authenticate: AuthenticateStage;
  readonly connections: LiveConnections;
}

/** A session that the teams subgraph opened. */
export interface SignedIn {
  readonly sessionToken: string;
  readonly expiresAt: string;
}

/** Longest life of a sign-in in a browser. */
const SESSION_SECONDS = 12 * 3600;

/** How a browser holds its sign-in: a cookie that no script and no other site can use. */
export function sessionCookie({ publicUrl, teams, signer, authenticate, connections }: SessionParts) {
  const cookie = { httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:'), path: '/' } as const;
  return {
    /** Calls an internal handler of the teams subgraph. */
    callTeams: async (handler: string, input: unknown, requestId: string): Promise<unknown> =>
      teams.call(handler, input, { token: await signer.forInternalCall(), requestId }),

    /** Gives the browser a session for as long as it lives. */
    setSession(reply: FastifyReply, { sessionToken, expiresAt }: SignedIn): FastifyReply {
      const secondsLeft = Math.floor((Date.parse(expiresAt) - Date.now()) / 1000);
      const maxAge = Math.max(0, Math.min(SESSION_SECONDS, secondsLeft));
      return noStore(reply).setCookie(SESSION_COOKIE, sessionToken, { ...cookie, maxAge });
    },

    /** Takes the browser's session away, and ends its event streams. */
    clearSession(reply: FastifyReply, credentials: Credentials | undefined): FastifyReply {
      if (credentials?.kind === 'session') {
        authenticate.forget(credentials);
        connections.endSession(credentialsDigest(credentials));
      }
      return noStore(reply).clearCookie(SESSION_COOKIE, cookie);
    },
  };
}

/** Nothing on the way may keep the answer. */
export function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}
