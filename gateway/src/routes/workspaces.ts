import { CodedError } from '@trellis/service-kit/errors.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { type Credentials, credentialsDigest, MAX_TOKEN_CHARACTERS, readCredentials } from '../credentials.ts';
import { checkSameOrigin } from '../same-origin.ts';
import { noStore, type SessionParts, type SignedIn, sessionCookie } from '../session-cookie.ts';

const invitationBody = v.object({
  token: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_TOKEN_CHARACTERS)),
  name: v.optional(v.nullable(v.string())),
});
const switchBody = v.object({ workspaceId: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_TOKEN_CHARACTERS)) });

/**
 * Joining a workspace and going to another one. An invitation's link is `<publicUrl>/invitation#<token>`: the page posts the
 * fragment here, so that the secret stands in no URL that a server sees.
 */
export function workspaceRoutes(server: FastifyInstance, parts: SessionParts): void {
  const { publicUrl, authenticate, connections } = parts;
  const { callTeams, setSession } = sessionCookie(parts);

  const leave = (credentials: Credentials) => {
    authenticate.forget(credentials);
    connections.endSession(credentialsDigest(credentials));
  };

  /** POST { token } → { workspaceName, role, expiresAt, signedInName, isMember }: what accepting would do. */
  server.post('/invitations/look', async (request, reply) => {
    checkSameOrigin(request.headers, true, publicUrl);
    const { token } = readInvitation(request);
    const sessionToken = sessionOf(readCredentials(request));
    const offered = (await callTeams('describeInvitation', { token, sessionToken }, request.id)) as Offered | null;
    if (offered === null) throw gone();
    return noStore(reply).send({ ...offered, role: offered.role.toUpperCase() });
  });

  /** POST { token, name? }: joins as the account that is signed in, or as a new one under the name; signs in there. */
  server.post('/invitations/accept', async (request, reply) => {
    checkSameOrigin(request.headers, true, publicUrl);
    const { token, name } = readInvitation(request);
    const credentials = readCredentials(request);
    const input = { token, sessionToken: sessionOf(credentials), name: name ?? undefined };
    const accepted = (await callTeams('acceptInvitation', input, request.id)) as Accepted;
    if (accepted.outcome !== 'joined') throw refusedInvitation(accepted.outcome);
    return setSession(reply, accepted).send({ signedIn: true, expiresAt: accepted.expiresAt });
  });

  /** POST { workspaceId }: swaps the browser's sign-in for one in another workspace of the same account. */
  server.post('/workspaces/switch', async (request, reply) => {
    checkSameOrigin(request.headers, true, publicUrl);
    const body = v.safeParse(switchBody, request.body);
    if (!body.success) {
      throw new CodedError('BAD_INPUT', 'The id of the workspace is missing.', {
        field: 'workspaceId',
        remedy: 'Viewer.workspaces lists yours.',
      });
    }
    const credentials = readCredentials(request);
    await authenticate(credentials, request.id);
    if (credentials?.kind !== 'session') {
      throw new CodedError('BAD_INPUT', 'An API token belongs to one workspace.', {
        remedy: 'Make a token in the other workspace.',
      });
    }
    const input = { sessionToken: credentials.sessionToken, ...body.output };
    const switched = (await callTeams('switchWorkspace', input, request.id)) as SignedIn | null;
    if (switched === null) {
      throw new CodedError('NOT_FOUND', 'You have no such workspace.', {
        field: 'workspaceId',
        remedy: 'Viewer.workspaces lists yours.',
      });
    }
    leave(credentials);
    return setSession(reply, switched).send({ signedIn: true, expiresAt: switched.expiresAt });
  });
}

interface Offered {
  readonly workspaceName: string;
  readonly role: string;
  readonly expiresAt: string;
  readonly signedInName: string | null;
  readonly isMember: boolean;
}

type Accepted =
  | ({ readonly outcome: 'joined' } & SignedIn)
  | { readonly outcome: 'gone' | 'already-member' | 'name-needed' };

function readInvitation(request: FastifyRequest): v.InferOutput<typeof invitationBody> {
  const body = v.safeParse(invitationBody, request.body);
  if (body.success) return body.output;
  const field = v.getDotPath(body.issues[0]) ?? 'token';
  throw new CodedError('BAD_INPUT', `The invitation's ${field} is missing or not as it should be.`, {
    field,
    remedy: 'Open the whole link that you were sent.',
  });
}

function sessionOf(credentials: Credentials | undefined): string | undefined {
  return credentials?.kind === 'session' ? credentials.sessionToken : undefined;
}

function gone(): CodedError {
  return new CodedError('NOT_FOUND', 'This invitation was accepted or revoked, or has expired.', {
    field: 'token',
    remedy: 'Ask for a new one.',
  });
}

function refusedInvitation(outcome: 'gone' | 'already-member' | 'name-needed'): CodedError {
  if (outcome === 'gone') return gone();
  if (outcome === 'already-member') {
    return new CodedError(
      'ALREADY_MEMBER',
      'You are a member of this workspace already; the invitation can still be used.',
      {
        field: 'token',
        remedy: 'Go there by the list of your workspaces, or sign out to let somebody else join.',
      },
    );
  }
  return new CodedError('BAD_INPUT', 'Say by which name you join.', {
    field: 'name',
    remedy: 'Send a name of 1 to 80 characters, or sign in first.',
  });
}
