import { CodedError } from '@trellis/service-kit/errors.ts';
import type { TokenSigner } from '@trellis/service-kit/internal-token.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import * as v from 'valibot';
import { credentialsDigest, MAX_TOKEN_CHARACTERS, readCredentials, SESSION_COOKIE } from '../credentials.ts';
import type { LiveConnections } from '../live-connections.ts';
import { checkSameOrigin } from '../same-origin.ts';
import type { AuthenticateStage } from '../stages/authenticate.ts';

/** Longest life of a sign-in in a browser. */
const SESSION_SECONDS = 12 * 3600;

const signInBody = v.object({ token: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_TOKEN_CHARACTERS)) });

/**
 * Signing in and out. The link is `<publicUrl>/sign-in#<token>`: a fragment never reaches a server or its log; the page
 * posts it here, once, and gets a cookie that no script can read.
 */
export function signInRoutes(
  server: FastifyInstance,
  parts: {
    readonly publicUrl: string;
    readonly teams: SubgraphService;
    readonly signer: TokenSigner;
    readonly authenticate: AuthenticateStage;
    readonly connections: LiveConnections;
  },
): void {
  const { publicUrl, teams, signer, authenticate, connections } = parts;
  const cookie = { httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:'), path: '/' } as const;
  const callTeams = async (handler: string, input: unknown, requestId: string) =>
    teams.call(handler, input, { token: await signer.forInternalCall(), requestId });

  server.post('/auth/sign-in', async (request, reply) => {
    checkSameOrigin(request.headers, true, publicUrl);
    const body = v.safeParse(signInBody, request.body);
    if (!body.success)
      throw new CodedError('BAD_INPUT', 'The token of the sign-in link is missing.', { field: 'token' });
    const session = (await callTeams('redeemSignIn', body.output, request.id)) as SignedIn | null;
    if (session === null) {
      throw new CodedError('UNAUTHENTICATED', 'This sign-in link was used before, or has expired.', {
        field: 'token',
        remedy: 'Ask for a new link: `trellis login`.',
      });
    }
    const secondsLeft = Math.floor((Date.parse(session.expiresAt) - Date.now()) / 1000);
    const maxAge = Math.max(0, Math.min(SESSION_SECONDS, secondsLeft));
    return noStore(reply)
      .setCookie(SESSION_COOKIE, session.sessionToken, { ...cookie, maxAge })
      .send({ signedIn: true, expiresAt: session.expiresAt });
  });

  server.post('/auth/sign-out', async (request, reply) => {
    checkSameOrigin(request.headers, true, publicUrl);
    const credentials = readCredentials(request);
    if (credentials?.kind === 'session') {
      await callTeams('endSession', { sessionToken: credentials.sessionToken }, request.id);
      authenticate.forget(credentials);
      connections.endSession(credentialsDigest(credentials));
    }
    return noStore(reply).clearCookie(SESSION_COOKIE, cookie).send({ signedIn: false });
  });

  server.get('/auth/session', async (request, reply) => {
    const { viewer, expiresAt } = await authenticate(readCredentials(request), request.id);
    const { workspaceId, memberId, role, solo } = viewer;
    return noStore(reply).send({ signedIn: true, workspaceId, memberId, role, solo, expiresAt });
  });
}

interface SignedIn {
  readonly sessionToken: string;
  readonly expiresAt: string;
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}
