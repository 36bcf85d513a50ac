import { CodedError } from '@trellis/service-kit/errors.ts';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { MAX_TOKEN_CHARACTERS, readCredentials } from '../credentials.ts';
import { checkSameOrigin } from '../same-origin.ts';
import { noStore, type SessionParts, type SignedIn, sessionCookie } from '../session-cookie.ts';

const signInBody = v.object({ token: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_TOKEN_CHARACTERS)) });

/**
 * Signing in and out. The link is `<publicUrl>/sign-in#<token>`: a fragment never reaches a server or its log; the page
 * posts it here, once, and gets a cookie that no script can read.
 */
export function signInRoutes(server: FastifyInstance, parts: SessionParts): void {
  const { publicUrl, authenticate } = parts;
  const { callTeams, setSession, clearSession } = sessionCookie(parts);

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
    return setSession(reply, session).send({ signedIn: true, expiresAt: session.expiresAt });
  });

  server.post('/auth/sign-out', async (request, reply) => {
    checkSameOrigin(request.headers, true, publicUrl);
    const credentials = readCredentials(request);
    // Also where the end can't be confirmed everywhere, this browser no longer has it.
    clearSession(reply, credentials);
    if (credentials?.kind === 'session')
      await callTeams('endSession', { sessionToken: credentials.sessionToken }, request.id);
    return reply.send({ signedIn: false });
  });

  server.get('/auth/session', async (request, reply) => {
    const { viewer, expiresAt } = await authenticate(readCredentials(request), request.id);
    const { workspaceId, memberId, role, solo } = viewer;
    return noStore(reply).send({ signedIn: true, workspaceId, memberId, role, solo, expiresAt });
  });
}
