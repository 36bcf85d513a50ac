import { randomUUID } from 'node:crypto';
import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { Pool } from 'pg';
import type { AccessChanges, Actor, Changed } from './change-access.ts';

export interface ShareRow {
  readonly id: string;
  readonly audience: 'leads' | 'members';
  /** With whom; null for the leads. */
  readonly withMemberId: string | null;
  readonly since: Date;
}

/** Whom a member shows their own data to, longest first. */
export async function listShares(pool: Pool, { workspaceId, memberId }: Actor): Promise<ShareRow[]> {
  const { rows } = await inWorkspace(pool, workspaceId, (db) =>
    db.query<ShareRow>(
      `select share_id as id, audience, with_member_id as "withMemberId", since from record.share
       where workspace_id = $1 and member_id = $2 order by since, share_id`,
      [workspaceId, memberId],
    ),
  );
  return rows;
}

/**
 * Shows the actor's own data to the leads of their teams, or to members. What is shared already stays as it is.
 * @param memberIds undefined: the leads
 * @throws CodedError NOT_CLAIMED, NOT_FOUND (input.memberIds), BAD_INPUT (input.memberIds) for the actor themself
 */
export function startSharing(
  changes: AccessChanges,
  actor: Actor,
  memberIds: readonly string[] | undefined,
): Promise<Changed<true>> {
  return changes.change(actor, 'member', async ({ db, workspaceId, note, actor: { memberId } }) => {
    if ((await db.claim.count({ where: { workspaceId, memberId, state: 'confirmed' } })) === 0) {
      throw new CodedError('NOT_CLAIMED', 'Nobody confirmed yet which person you are, so there is nothing to share.', {
        remedy: 'Claim your person, and have it confirmed by an admin.',
      });
    }
    const receivers = memberIds === undefined ? [null] : await findReceivers();
    for (const withMemberId of receivers) {
      const audience = withMemberId === null ? 'leads' : 'members';
      const added = await db.$executeRaw`
        insert into record.share (workspace_id, share_id, member_id, audience, with_member_id)
        values (${workspaceId}::uuid, ${randomUUID()}::uuid, ${memberId}::uuid, ${audience}, ${withMemberId}::uuid)
        on conflict do nothing`;
      if (added > 0) await note({ kind: 'SHARING_STARTED', memberId, detail: withMemberId ?? 'leads' });
    }
    return true as const;

    async function findReceivers(): Promise<string[]> {
      const found = await db.$queryRaw<{ id: string }[]>`
        select member_id::text as id from record.member
        where workspace_id = ${workspaceId}::uuid and member_id = any (${(memberIds ?? []).filter(isUuid)}::uuid[])`;
      const ids = new Set(found.map(({ id }) => id));
      if ((memberIds ?? []).some((id) => !ids.has(id)))
        throw new CodedError('NOT_FOUND', 'One of them is no member.', { field: 'input.memberIds' });
      if (ids.has(memberId))
        throw new CodedError('BAD_INPUT', 'You see your own data anyway.', { field: 'input.memberIds' });
      return [...ids];
    }
  });
}

/**
 * Stops sharing.
 * @param ids undefined: everything
 * @throws CodedError NOT_FOUND (ids)
 */
export function stopSharing(
  changes: AccessChanges,
  actor: Actor,
  ids: readonly string[] | undefined,
): Promise<Changed<true>> {
  return changes.change(actor, 'member', async ({ db, workspaceId, note, actor: { memberId } }) => {
    const own = await db.share.findMany({ where: { workspaceId, memberId } });
    const ended = ids === undefined ? own : own.filter(({ shareId }) => ids.includes(shareId));
    if (ids !== undefined && ended.length < new Set(ids).size)
      throw new CodedError('NOT_FOUND', 'You share nothing under one of these ids.', { field: 'ids' });
    await db.share.deleteMany({ where: { workspaceId, shareId: { in: ended.map(({ shareId }) => shareId) } } });
    for (const { withMemberId } of ended)
      await note({ kind: 'SHARING_STOPPED', memberId, detail: withMemberId ?? 'leads' });
    return true as const;
  });
}
