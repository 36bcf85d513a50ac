import { CodedError } from '@trellis/service-kit/errors.ts';
import type { TokenSigner } from '@trellis/service-kit/internal-token.ts';
import { createLru } from '@trellis/service-kit/lru.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import { type Credentials, credentialsDigest } from '../credentials.ts';

/** Who asks, and what tells the subgraphs. */
export interface Authenticated {
  readonly viewer: Viewer;
  /** When the sign-in or API token ends, RFC 3339. */
  readonly expiresAt: string;
  /** The internal token; signed anew with each look-up, so that it outlives every request that uses it. */
  readonly internalToken: string;
  /** Stands for the sign-in in keys. */
  readonly sessionKey: string;
}

/** The second stage: credentials become a viewer. */
export interface AuthenticateStage {
  /** @throws CodedError UNAUTHENTICATED for no, unknown or expired credentials */
  (credentials: Credentials | undefined, requestId: string): Promise<Authenticated>;
  /** Forgets a sign-in that was ended, so that the next request asks again. */
  forget(credentials: Credentials): void;
}

/** How long an answer of the teams subgraph is used again: the most by which a revocation can be late. */
const REMEMBERED_MS = 5_000;

/** Makes the stage. The teams subgraph, which owns memberships, resolves credentials through its handler `authenticate`. */
export function createAuthenticateStage(teams: SubgraphService, signer: TokenSigner): AuthenticateStage {
  const known = createLru<{ readonly answer: Promise<Authenticated | undefined>; readonly untilMs: number }>(10_000);

  const lookUp = async (credentials: Credentials, sessionKey: string, requestId: string) => {
    const { kind, ...input } = credentials;
    const token = await signer.forInternalCall();
    const found = (await teams.call('authenticate', input, { token, requestId })) as
      | (Viewer & { expiresAt: string })
      | null;
    if (found === null) return undefined;
    const { expiresAt, ...viewer } = found;
    return { viewer, expiresAt, internalToken: await signer.forViewer(viewer), sessionKey };
  };

  const authenticate = async (credentials: Credentials | undefined, requestId: string) => {
    if (credentials === undefined) throw notSignedIn();
    const sessionKey = credentialsDigest(credentials);
    let entry = known.get(sessionKey);
    if (entry === undefined || entry.untilMs <= Date.now()) {
      entry = { answer: lookUp(credentials, sessionKey, requestId), untilMs: Date.now() + REMEMBERED_MS };
      known.set(sessionKey, entry);
      entry.answer.catch(() => known.delete(sessionKey));
    }
    const found = await entry.answer;
    if (found === undefined || Date.parse(found.expiresAt) <= Date.now()) throw notSignedIn();
    return found;
  };

  return Object.assign(authenticate, {
    forget: (credentials: Credentials) => known.delete(credentialsDigest(credentials)),
  });
}

function notSignedIn(): CodedError {
  return new CodedError('UNAUTHENTICATED', 'Nobody is signed in, or the sign-in has ended.', {
    remedy: 'Sign in again with a new link.',
  });
}
