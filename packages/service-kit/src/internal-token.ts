import type { RingKey } from '@trellis/config/config.ts';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { CodedError } from './errors.ts';
import { createLru } from './lru.ts';
import { VIEWER_ROLES, type Viewer } from './viewer.ts';

/** How long an internal token is accepted after it was signed. */
export const INTERNAL_TOKEN_SECONDS = 60;

/** Signs tokens between the gateway and the subgraphs. */
export interface TokenSigner {
  /** For GraphQL: who asks. */
  forViewer(viewer: Viewer): Promise<string>;
  /** For internal handlers, which need no viewer. */
  forInternalCall(): Promise<string>;
}

/** Checks tokens; rejects with CodedError UNAUTHENTICATED. */
export interface TokenVerifier {
  viewer(token: string): Promise<Viewer>;
  internalCall(token: string): Promise<void>;
}

/** The keys of the moment: a ring that follows its file gives others after a rotation. */
type SigningKeys = { readonly signing: readonly RingKey[] };

/** Of all tokens that are remembered together: those of who leads thousands are long. */
const MOST_TOKEN_CHARACTERS = 16_000_000;

const ALGORITHM = 'HS256';
const ISSUER = 'trellis-gateway';

/**
 * Signs with the ring's first signing key of the moment and names it in the header, so that keys can be rotated under traffic.
 * @throws CodedError CONFIG_INVALID where there is none
 */
export function createTokenSigner(keys: SigningKeys): TokenSigner {
  if (keys.signing[0] === undefined) throw new CodedError('CONFIG_INVALID', 'The key ring has no signing key.');

  const sign = (audience: string, payload: Record<string, unknown>) => {
    const key = keys.signing[0] as RingKey;
    return new SignJWT(payload)
      .setProtectedHeader({ alg: ALGORITHM, kid: key.id })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${INTERNAL_TOKEN_SECONDS}s`)
      .sign(secretOf(key));
  };

  return {
    forViewer: (viewer) => sign('subgraph', { viewer }),
    forInternalCall: () => sign('internal', {}),
  };
}

/** Accepts every signing key of the ring. A token's viewer is remembered until it expires or its key is dropped. */
export function createTokenVerifier(keys: SigningKeys): TokenVerifier {
  const known = createLru<Checked>(2_000, MOST_TOKEN_CHARACTERS);

  const verify = async (token: string, audience: string) => {
    const cacheKey = `${audience} ${token}`;
    const remembered = known.get(cacheKey);
    const { signing } = keys;
    if (remembered !== undefined && remembered.expiresAtMs > Date.now() && signing.includes(remembered.key))
      return remembered.viewer;
    const checked = await check(token, audience, signing);
    known.set(cacheKey, checked);
    return checked.viewer;
  };

  return {
    async viewer(token) {
      const viewer = await verify(token, 'subgraph');
      if (viewer === undefined) throw refused();
      return viewer;
    },
    async internalCall(token) {
      await verify(token, 'internal');
    },
  };
}

interface Checked {
  readonly viewer: Viewer | undefined;
  readonly expiresAtMs: number;
  readonly key: RingKey;
}

async function check(token: string, audience: string, signing: readonly RingKey[]): Promise<Checked> {
  try {
    const { kid } = decodeProtectedHeader(token);
    const key = signing.find(({ id }) => id === kid);
    if (key === undefined) throw refused();
    const { payload } = await jwtVerify(token, secretOf(key), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      requiredClaims: ['exp'],
    });
    return {
      viewer: audience === 'subgraph' ? asViewer(payload.viewer) : undefined,
      expiresAtMs: (payload.exp ?? 0) * 1000,
      key,
    };
  } catch (error) {
    throw refused(error);
  }
}

function asViewer(value: unknown): Viewer {
  const viewer = value as Partial<Viewer> | undefined;
  const wellFormed =
    typeof viewer?.workspaceId === 'string' &&
    typeof viewer.memberId === 'string' &&
    typeof viewer.solo === 'boolean' &&
    VIEWER_ROLES.some((role) => role === viewer.role) &&
    [viewer.grants?.self, viewer.grants?.leads, viewer.grants?.sharedBy].every(Array.isArray);
  if (!wellFormed) throw refused();
  return viewer as Viewer;
}

function refused(cause?: unknown): CodedError {
  return new CodedError('UNAUTHENTICATED', 'A valid internal token is needed.', { cause });
}

function secretOf(key: RingKey): Uint8Array {
  return Buffer.from(key.secret, 'base64url');
}
