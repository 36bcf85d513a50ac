import { randomUUID } from 'node:crypto';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ViewerRole } from '@trellis/service-kit/viewer.ts';
import type { Pool } from 'pg';
import { isAtLeast } from '../domain/access-rules.ts';
import type { InvitationState } from '../generated/resolvers.ts';
import type { AccessChanges, Actor, Changed } from './change-access.ts';
import { createToken, hashToken, type Token } from './tokens.ts';

export interface InvitationRow {
  readonly id: string;
  readonly role: ViewerRole;
  readonly state: InvitationState;
  readonly createdAt: Date;
  /** The instant to the microsecond, by which the list is sorted. */
  readonly sortTime: string;
  readonly expiresAt: Date;
  readonly createdBy: string;
  readonly acceptedBy: string | null;
}

/** An invitation as whoever has its link sees it. */
export interface OfferedInvitation {
  readonly workspaceName: string;
  readonly role: ViewerRole;
  readonly expiresAt: Date;
  /** The name of who would join by their session; null: nobody is signed in. */
  readonly signedInName: string | null;
  /** Whether they are a member already. */
  readonly isMember: boolean;
}

/** What became of accepting; all but `joined` leave the invitation as it was. */
export interface Accepted {
  readonly outcome: 'joined' | 'gone' | 'already-member' | 'name-needed';
  readonly workspaceId: string | null;
  readonly accessEpoch: number | null;
  readonly expiresAt: Date | null;
  readonly session: Token;
}

const INVITATION = `invitation_id as id, role, created_at as "createdAt", expires_at as "expiresAt",
  to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sortTime",
  created_by as "createdBy", accepted_by as "acceptedBy",
  case when accepted_at is not null then 'ACCEPTED' when revoked_at is not null then 'REVOKED'
    when expires_at <= now() then 'EXPIRED' else 'PENDING' end as state`;

/**
 * Makes an invitation; its token is kept nowhere.
 * @param days how long it can be accepted: 1 to 30
 * @throws CodedError FORBIDDEN (input.role) for a role above the actor's
 */
export function createInvitation(
  changes: AccessChanges,
  actor: Actor,
  { role, days }: { readonly role: ViewerRole; readonly days: number },
): Promise<Changed<{ readonly id: string; readonly token: string }>> {
  return changes.change(actor, 'admin', async ({ db, workspaceId, actor: inviter, note }) => {
    if (!isAtLeast(inviter.role, role)) {
      throw new CodedError('FORBIDDEN', 'Nobody invites to a role above their own.', {
        field: 'input.role',
        remedy: 'Ask an owner.',
      });
    }
    const { text, hash } = createToken();
    const invitationId = randomUUID();
    const expiresAt = new Date(Date.now() + days * 86_400_000);
    await db.invitation.create({
      data: {
        workspaceId,
        invitationId,
        tokenHash: Uint8Array.from(hash),
        role,
        createdBy: inviter.memberId,
        expiresAt,
      },
    });
    await note({ kind: 'INVITATION_CREATED', detail: role });
    return { id: invitationId, token: text };
  });
}

/** @throws CodedError NOT_FOUND (id), BAD_INPUT where it is over already */
export function revokeInvitation(changes: AccessChanges, actor: Actor, id: string): Promise<Changed<string>> {
  return changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
    const [found] = await db.$queryRaw<{ id: string; role: string; isOver: boolean }[]>`
      select invitation_id::text as id, role, accepted_at is not null or revoked_at is not null as "isOver"
      from record.invitation where workspace_id = ${workspaceId}::uuid and invitation_id::text = ${id}`;
    if (found === undefined) throw new CodedError('NOT_FOUND', 'There is no such invitation.', { field: 'id' });
    if (found.isOver) {
      throw new CodedError('BAD_INPUT', 'This invitation was accepted or revoked before.', {
        field: 'id',
        remedy: 'If somebody joined by it who should not have, remove the member.',
      });
    }
    await db.invitation.update({
      where: { workspaceId_invitationId: { workspaceId, invitationId: found.id } },
      data: { revokedAt: new Date() },
    });
    await note({ kind: 'INVITATION_REVOKED', detail: found.role });
    return found.id;
  });
}

/** A page of invitations, newest first; after the one of this time and id. */
export async function listInvitations(
  pool: Pool,
  workspaceId: string,
  limit: number,
  after: readonly [time: string, id: string] | undefined,
): Promise<InvitationRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<InvitationRow>(
      `select ${INVITATION} from record.invitation
       where workspace_id = $1 and ($2::timestamptz is null or (created_at, invitation_id::text) < ($2, $3))
       order by created_at desc, invitation_id::text desc limit $4`,
      [workspaceId, after?.[0] ?? null, after?.[1] ?? null, limit],
    ),
  );
  return rows;
}

/** An invitation of the workspace that is known to be there. */
export async function findInvitation(pool: Pool, workspaceId: string, id: string): Promise<InvitationRow> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<InvitationRow>(
      `select ${INVITATION} from record.invitation where workspace_id = $1 and invitation_id = $2`,
      [workspaceId, id],
    ),
  );
  return rows[0] as InvitationRow;
}

/** What an invitation is to; undefined: it is unknown or over. */
export async function describeInvitation(
  pool: Pool,
  token: string,
  sessionToken: string | undefined,
): Promise<OfferedInvitation | undefined> {
  const { rows } = await pool.query<OfferedInvitation>(
    `select workspace_name as "workspaceName", role, expires_at as "expiresAt", signed_in_name as "signedInName",
       coalesce(is_member, false) as "isMember"
     from record.describe_invitation($1, $2)`,
    [hashToken(token), sessionToken === undefined ? null : hashToken(sessionToken)],
  );
  return rows[0];
}

/**
 * Accepts an invitation and opens a session in its workspace.
 * @param sessionToken of who is signed in: the same account joins
 * @param name of a new member: 1 to 80 characters; undefined: the account's
 */
export async function acceptInvitation(
  pool: Pool,
  token: string,
  sessionToken: string | undefined,
  name: string | undefined,
): Promise<Accepted> {
  const session = createToken();
  const { rows } = await pool.query<Omit<Accepted, 'session'>>(
    `select outcome, workspace_id as "workspaceId", access_epoch as "accessEpoch", expires_at as "expiresAt"
     from record.accept_invitation($1, $2, $3, $4)`,
    [hashToken(token), sessionToken === undefined ? null : hashToken(sessionToken), name ?? null, session.hash],
  );
  return { ...(rows[0] as Omit<Accepted, 'session'>), session };
}
