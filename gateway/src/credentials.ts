import { createHash } from 'node:crypto';

export const SESSION_COOKIE = 'trellis_session';

/** How a request says who asks: a browser by its cookie, anything else by an API token. */
export type Credentials =
  | { readonly kind: 'session'; readonly sessionToken: string }
  | { readonly kind: 'api-token'; readonly apiToken: string };

/** Longer than any token that is ever issued. */
export const MAX_TOKEN_CHARACTERS = 200;

/** Reads a request's credentials; an API token goes before a cookie. Undefined: there are none, or not well formed. */
export function readCredentials(request: {
  readonly headers: { readonly authorization?: string | undefined };
  readonly cookies: Readonly<Record<string, string | undefined>>;
}): Credentials | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const apiToken = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    return apiToken === undefined || apiToken.length > MAX_TOKEN_CHARACTERS
      ? undefined
      : { kind: 'api-token', apiToken };
  }
  const sessionToken = request.cookies[SESSION_COOKIE];
  if (sessionToken === undefined || sessionToken === '' || sessionToken.length > MAX_TOKEN_CHARACTERS) return undefined;
  return { kind: 'session', sessionToken };
}

/** Stands for credentials in keys of memory and Redis, where they themselves have no business. */
export function credentialsDigest(credentials: Credentials): string {
  const secret = credentials.kind === 'session' ? credentials.sessionToken : credentials.apiToken;
  return createHash('sha256').update(`${credentials.kind} ${secret}`).digest('base64url');
}
