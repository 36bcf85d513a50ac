import { createHash, randomBytes } from 'node:crypto';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ViewerRole } from '@trellis/service-kit/viewer.ts';
import type { Pool } from 'pg';

/** A secret and what is kept of it. */
export interface Token {
  /** 32 random bytes, base64url; shown once. */
  readonly text: string;
  readonly hash: Buffer;
}

export function createToken(): Token {
  const text = randomBytes(32).toString('base64url');
  return { text, hash: hashToken(text) };
}

/** What is kept of a token: its SHA-256. A token is random, so it needs no slow hash. */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Who holds a token and what they may see, until when the answer holds, and the access epoch it was read at. */
export interface TokenHolder {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly role: ViewerRole;
  /** The workspace never had a second member. */
  readonly solo: boolean;
  readonly expiresAt: Date;
  /** Null for an API token. */
  readonly signInId: string | null;
  readonly accessEpoch: number;
  readonly self: readonly string[];
  readonly leads: readonly string[];
  readonly sharedBy: readonly string[];
  readonly teams: readonly string[];
}

const HOLDER = `workspace_id as "workspaceId", member_id as "memberId", role, solo, expires_at as "expiresAt",
  sign_in_id as "signInId", access_epoch as "accessEpoch", self, leads, shared_by as "sharedBy", teams`;

/** Who holds a session; undefined where it is unknown or over. */
export async function findSessionHolder(pool: Pool, token: string): Promise<TokenHolder | undefined> {
  const text = `select ${HOLDER} from record.viewer_of_session($1)`;
  const { rows } = await pool.query<TokenHolder>({ name: 'viewer-of-session', text, values: [hashToken(token)] });
  return rows[0];
}

/** Who holds an API token; undefined where it is unknown, revoked or over. */
export async function findApiTokenHolder(pool: Pool, token: string): Promise<TokenHolder | undefined> {
  const text = `select ${HOLDER} from record.viewer_of_api_token($1)`;
  const { rows } = await pool.query<TokenHolder>({ name: 'viewer-of-api-token', text, values: [hashToken(token)] });
  return rows[0];
}

/** Uses a sign-in link up and opens a session for twelve hours; undefined where the link is unknown, used or too old. */
export async function redeemSignIn(
  pool: Pool,
  linkToken: string,
): Promise<{ readonly session: Token; readonly expiresAt: Date } | undefined> {
  const session = createToken();
  const { rows } = await pool.query<{ expires_at: Date | null }>('select record.redeem_sign_in($1, $2) as expires_at', [
    hashToken(linkToken),
    session.hash,
  ]);
  const expiresAt = rows[0]?.expires_at;
  return expiresAt ? { session, expiresAt } : undefined;
}

/** A workspace whose access has changed, with its new access epoch. */
export interface RaisedAccess {
  readonly workspaceId: string;
  readonly accessEpoch: number;
}

/** Ends a session; undefined where there is none. */
export async function endSession(pool: Pool, token: string): Promise<RaisedAccess | undefined> {
  const { rows } = await pool.query<RaisedAccess>(
    'select workspace_id as "workspaceId", access_epoch as "accessEpoch" from record.end_session($1)',
    [hashToken(token)],
  );
  return rows[0];
}

/**
 * Swaps a session for one of the same account in another workspace.
 * @returns the new session, and the workspace that was left; undefined where there is no such session, or no such membership
 */
export async function switchWorkspace(
  pool: Pool,
  token: string,
  workspaceId: string,
): Promise<{ readonly session: Token; readonly expiresAt: Date; readonly left: RaisedAccess } | undefined> {
  const session = createToken();
  const { rows } = await pool.query<RaisedAccess & { expiresAt: Date }>(
    `select workspace_id as "workspaceId", access_epoch as "accessEpoch", expires_at as "expiresAt"
     from record.switch_workspace($1, $2, $3)`,
    [hashToken(token), workspaceId, session.hash],
  );
  const [left] = rows;
  return left === undefined ? undefined : { session, expiresAt: left.expiresAt, left };
}

/** Makes a sign-in link for a member; good once, for fifteen minutes. */
export async function createSignInLink(
  pool: Pool,
  workspaceId: string,
  memberId: string,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const { text, hash } = createToken();
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<{ expires_at: Date }>(
      `insert into record.sign_in_link (workspace_id, token_hash, member_id, expires_at)
       values ($1, $2, $3, now() + interval '15 minutes') returning expires_at`,
      [workspaceId, hash, memberId],
    ),
  );
  return { token: text, expiresAt: rows[0]?.expires_at as Date };
}
