import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { Pool } from 'pg';
import type { AccessChanges, Actor, Changed } from './change-access.ts';
import { createToken } from './tokens.ts';

export interface SignInRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface ApiTokenRow {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Most tokens of a member that work at a time. */
const MAX_API_TOKENS = 50;

/** Browsers in which a member is signed in to the workspace, newest first. */
export async function listSignIns(pool: Pool, { workspaceId, memberId }: Actor): Promise<SignInRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<SignInRow>(
      `select session_id as id, created_at as "createdAt", expires_at as "expiresAt" from record.session
       where workspace_id = $1 and member_id = $2 and expires_at > now() order by created_at desc, session_id`,
      [workspaceId, memberId],
    ),
  );
  return rows;
}

/** Ends one of the actor's sign-ins. @throws CodedError NOT_FOUND (id) */
export function endSignIn(changes: AccessChanges, actor: Actor, id: string): Promise<Changed<true>> {
  return changes.change(actor, 'member', async ({ db, workspaceId, note, actor: { memberId } }) => {
    const ended = await db.$executeRaw`
      delete from record.session where workspace_id = ${workspaceId}::uuid and member_id = ${memberId}::uuid
        and session_id::text = ${id}`;
    if (ended === 0) {
      throw new CodedError('NOT_FOUND', 'You have no such sign-in.', {
        field: 'id',
        remedy: 'Viewer.signIns lists yours.',
      });
    }
    await note({ kind: 'SIGN_INS_ENDED', memberId });
    return true as const;
  });
}

/** Sign-ins that ended, by workspace. */
export interface EndedSignIns {
  readonly workspaceId: string;
  readonly accessEpoch: number;
  readonly ended: number;
}

/** Ends every sign-in of the actor's account, in all its workspaces, but the one kept. */
export async function endOtherSignIns(
  pool: Pool,
  { workspaceId, memberId }: Actor,
  kept: string | undefined,
): Promise<EndedSignIns[]> {
  return inWorkspace(pool, workspaceId, async (db) => {
    const { rows } = await db.query<EndedSignIns>(
      `select workspace_id as "workspaceId", access_epoch as "accessEpoch", ended from record.end_other_sessions($1, $2)`,
      [memberId, kept ?? null],
    );
    if (rows.length > 0) {
      await db.query(
        `insert into record.access_change (workspace_id, kind, actor_id, member_id) values ($1, 'SIGN_INS_ENDED', $2, $2)`,
        [workspaceId, memberId],
      );
    }
    return rows;
  });
}

const API_TOKEN = `token_id as id, label, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"`;

/** A member's tokens that work, newest first. */
export async function listApiTokens(pool: Pool, { workspaceId, memberId }: Actor): Promise<ApiTokenRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ApiTokenRow>(
      `select ${API_TOKEN} from record.api_token
       where workspace_id = $1 and member_id = $2 and revoked_at is null and (expires_at is null or expires_at > now())
       order by created_at desc, token_id`,
      [workspaceId, memberId],
    ),
  );
  return rows;
}

/**
 * Makes a token for programs; its text is kept nowhere.
 * @param label 1 to 80 characters
 * @param days how long it works; undefined: until it is revoked
 * @throws CodedError BAD_INPUT where the member has fifty already
 */
export function createApiToken(
  changes: AccessChanges,
  actor: Actor,
  { label, days }: { readonly label: string; readonly days: number | undefined },
): Promise<Changed<{ readonly token: string; readonly apiToken: ApiTokenRow }>> {
  return changes.change(actor, 'member', async ({ db, workspaceId, note, actor: { memberId } }) => {
    const now = new Date();
    const working = { workspaceId, memberId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    if ((await db.apiToken.count({ where: working })) >= MAX_API_TOKENS) {
      throw new CodedError('BAD_INPUT', `You have ${MAX_API_TOKENS} tokens, which is the most.`, {
        field: 'input.label',
        remedy: 'Revoke one that you no longer need.',
      });
    }
    const { text, hash } = createToken();
    const expiresAt = days === undefined ? null : new Date(now.getTime() + days * 86_400_000);
    const made = await db.apiToken.create({
      data: { workspaceId, tokenHash: Uint8Array.from(hash), memberId, label, expiresAt },
    });
    await note({ kind: 'API_TOKEN_CREATED', memberId, detail: label });
    return {
      token: text,
      apiToken: { id: made.tokenId, label, createdAt: made.createdAt, expiresAt, revokedAt: null },
    };
  });
}

/** Ends one of the actor's tokens. @throws CodedError NOT_FOUND (id) */
export function revokeApiToken(changes: AccessChanges, actor: Actor, id: string): Promise<Changed<ApiTokenRow>> {
  return changes.change(actor, 'member', async ({ db, workspaceId, note, actor: { memberId } }) => {
    const [revoked] = await db.$queryRaw<ApiTokenRow[]>`
      update record.api_token set revoked_at = now()
      where workspace_id = ${workspaceId}::uuid and member_id = ${memberId}::uuid and token_id::text = ${id}
        and revoked_at is null
      returning token_id::text as id, label, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"`;
    if (revoked === undefined) {
      throw new CodedError('NOT_FOUND', 'You have no such token that still works.', {
        field: 'id',
        remedy: 'Viewer.apiTokens lists yours.',
      });
    }
    await note({ kind: 'API_TOKEN_REVOKED', memberId, detail: revoked.label });
    return revoked;
  });
}
