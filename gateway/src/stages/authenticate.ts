import type { Epochs } from '@trellis/cache/epochs.ts';
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
  /** The workspace's epochs as they were when the viewer was found to hold; undefined: Redis is away. */
  readonly epochs?: Epochs | undefined;
}

/** The second stage: credentials become a viewer. */
export interface AuthenticateStage {
  /**
   * A viewer is used again only while the access epoch is the one that it was read at: from the moment that a change of
   * access is confirmed on, nobody is who they were before.
   * @throws CodedError UNAUTHENTICATED for no, unknown or expired credentials
   */
  (credentials: Credentials | undefined, requestId: string): Promise<Authenticated>;
  /** Forgets a sign-in that was ended, so that the next request asks again. */
  forget(credentials: Credentials): void;
}

/** What the stage keeps of a look-up, and the access epoch that it was made at. */
interface Found {
  readonly who: Authenticated;
  readonly accessEpoch: number;
}

/**
 * How long an answer is used again at most, where the access epoch stays the same: memberships of teams begin and end with
 * the day, and the internal token has to outlive the request.
 */
const REMEMBERED_MS = 5_000;
/** So often one request waits for look-ups of others before it makes its own. */
const MOST_JOINED = 3;

/**
 * Makes the stage. The teams subgraph, which owns memberships, resolves credentials through its handler `authenticate`.
 * @param readEpochs the mirrored epochs of a workspace; undefined where Redis is away: then teams is asked each time
 */
export function createAuthenticateStage(
  teams: SubgraphService,
  signer: TokenSigner,
  readEpochs: (workspaceId: string) => Promise<Epochs | undefined>,
): AuthenticateStage {
  const known = createLru<{ readonly answer: Promise<Found | undefined>; readonly untilMs: number }>(10_000);

  const lookUp = async (credentials: Credentials, sessionKey: string, requestId: string) => {
    const { kind, ...input } = credentials;
    const token = await signer.forInternalCall();
    const found = (await teams.call('authenticate', input, { token, requestId })) as
      | (Viewer & { expiresAt: string; accessEpoch: number })
      | null;
    if (found === null) return undefined;
    const { expiresAt, accessEpoch, ...viewer } = found;
    return { who: { viewer, expiresAt, internalToken: await signer.forViewer(viewer), sessionKey }, accessEpoch };
  };

  const lookUpAnew = async (credentials: Credentials, sessionKey: string, requestId: string) => {
    const answer = lookUp(credentials, sessionKey, requestId);
    known.set(sessionKey, { answer, untilMs: Date.now() + REMEMBERED_MS });
    answer.catch(() => known.delete(sessionKey));
    const found = await answer;
    if (found === undefined) throw notSignedIn();
    return { ...found.who, epochs: await readEpochs(found.who.viewer.workspaceId) };
  };

  const find = async (credentials: Credentials, sessionKey: string, requestId: string): Promise<Authenticated> => {
    for (let joined = 0; joined < MOST_JOINED; joined += 1) {
      const entry = known.get(sessionKey);
      if (entry === undefined || entry.untilMs <= Date.now()) break;
      const found = await entry.answer;
      // A token that stands for nobody never comes to stand for somebody.
      if (found === undefined) throw notSignedIn();
      const epochs = await readEpochs(found.who.viewer.workspaceId);
      if (epochs?.access === undefined) break;
      if (epochs.access === found.accessEpoch) return { ...found.who, epochs };
      // Another request may have looked again meanwhile.
      if (known.get(sessionKey) === entry) break;
    }
    return lookUpAnew(credentials, sessionKey, requestId);
  };

  const authenticate = async (credentials: Credentials | undefined, requestId: string) => {
    if (credentials === undefined) throw notSignedIn();
    const found = await find(credentials, credentialsDigest(credentials), requestId);
    if (Date.parse(found.expiresAt) <= Date.now()) throw notSignedIn();
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
