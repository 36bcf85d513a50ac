import { randomUUID } from 'node:crypto';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ViewerRole } from '@trellis/service-kit/viewer.ts';
import { isAtLeast, losesLastOwner, mayGiveRole } from '../domain/access-rules.ts';
import type { AccessChanges, AccessTransaction, Actor, Changed } from './change-access.ts';

/** Most workspaces of one account. */
const MAX_WORKSPACES = 50;

interface KnownMember {
  readonly memberId: string;
  readonly name: string;
  readonly role: ViewerRole;
}

/** @throws CodedError NOT_FOUND (input.memberId), FORBIDDEN (input.role), LAST_OWNER */
export function changeMemberRole(
  changes: AccessChanges,
  actor: Actor,
  { memberId, role }: { readonly memberId: string; readonly role: ViewerRole },
): Promise<Changed<string>> {
  return changes.change(actor, 'admin', async (change) => {
    const { db, workspaceId } = change;
    const member = await findMember(change, memberId, 'input.memberId');
    if (!mayGiveRole(change.actor.role, member.role, role)) throw aboveYou('input.role');
    await keepAnOwner(change, member.role, role);
    await db.member.update({
      where: { workspaceId_memberId: { workspaceId, memberId: member.memberId } },
      data: { role },
    });
    await revokeInvitations(change, member.memberId, role);
    await change.note({ kind: 'MEMBER_ROLE_CHANGED', memberId: member.memberId, detail: `${member.role} → ${role}` });
    return member.memberId;
  });
}

/** @throws CodedError NOT_FOUND (id), FORBIDDEN, LAST_OWNER */
export function removeMember(changes: AccessChanges, actor: Actor, id: string): Promise<Changed<true>> {
  return changes.change(actor, 'admin', async (change) => {
    const member = await findMember(change, id, 'id');
    if (!isAtLeast(change.actor.role, member.role)) throw aboveYou('id');
    await takeAway(change, member);
    await change.note({ kind: 'MEMBER_REMOVED', memberId: member.memberId });
    return true as const;
  });
}

/** @throws CodedError LAST_OWNER */
export function leaveWorkspace(changes: AccessChanges, actor: Actor): Promise<Changed<true>> {
  return changes.change(actor, 'member', async (change) => {
    await takeAway(change, change.actor);
    await change.note({ kind: 'MEMBER_LEFT', memberId: change.actor.memberId });
    return true as const;
  });
}

/** @param name 1 to 80 characters */
export function renameWorkspace(changes: AccessChanges, actor: Actor, name: string): Promise<Changed<true>> {
  return changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
    await db.workspace.update({ where: { workspaceId }, data: { name } });
    await note({ kind: 'WORKSPACE_RENAMED', detail: name });
    return true as const;
  });
}

export interface MadeWorkspace {
  readonly id: string;
  readonly name: string;
}

/**
 * Makes a further workspace of the actor's account, who owns it.
 * @param name 1 to 80 characters
 * @throws CodedError BAD_INPUT where the account has fifty already
 */
export function createWorkspace(changes: AccessChanges, actor: Actor, name: string): Promise<Changed<MadeWorkspace>> {
  return changes.change(actor, 'owner', async ({ db, workspaceId: from, actor: { memberId } }) => {
    const own = await db.$queryRaw<unknown[]>`select 1 from record.own_workspaces(${memberId}::uuid)`;
    if (own.length >= MAX_WORKSPACES) {
      throw new CodedError('BAD_INPUT', `You have ${own.length} workspaces; ${MAX_WORKSPACES} are the most.`, {
        field: 'input.name',
        remedy: 'Leave one that you no longer need.',
      });
    }
    const founder = await db.member.findUniqueOrThrow({
      where: { workspaceId_memberId: { workspaceId: from, memberId } },
    });
    const workspaceId = randomUUID();
    const ownerId = randomUUID();
    await db.$executeRaw`select set_config('trellis.workspace', ${workspaceId}, true)`;
    await db.workspace.create({ data: { workspaceId, name } });
    await db.member.create({
      data: { workspaceId, memberId: ownerId, name: founder.name, role: 'owner', accountId: founder.accountId },
    });
    await db.accessChange.create({
      data: { workspaceId, kind: 'WORKSPACE_CREATED', actorId: ownerId, memberId: ownerId, detail: name },
    });
    await db.$queryRaw`select record.raise_access_epoch(${workspaceId}::uuid)`;
    await db.epoch.create({ data: { workspaceId, epoch: 1 } });
    await db.$executeRaw`select set_config('trellis.workspace', ${from}, true)`;
    return { id: workspaceId, name };
  });
}

/** Ends all that a member has: sessions, tokens, links and shares go with the row, claims and invitations here. */
async function takeAway(change: AccessTransaction, { memberId, name, role }: KnownMember): Promise<void> {
  const { db, workspaceId, actor } = change;
  await keepAnOwner(change, role, undefined);
  await db.formerMember.create({ data: { workspaceId, memberId, name } });
  const open = await db.claim.findMany({
    where: { workspaceId, memberId, state: { in: ['requested', 'confirmed'] } },
    select: { claimId: true },
  });
  const claims = { workspaceId, claimId: { in: open.map(({ claimId }) => claimId) } };
  await db.claimAlias.deleteMany({ where: claims });
  await db.claim.updateMany({
    where: claims,
    data: { state: 'ended', decidedAt: new Date(), decidedBy: actor.memberId },
  });
  await revokeInvitations(change, memberId, undefined);
  await db.member.delete({ where: { workspaceId_memberId: { workspaceId, memberId } } });
}

/** Ends the invitations of a member that the member could no longer make. */
async function revokeInvitations(
  { db, workspaceId }: AccessTransaction,
  createdBy: string,
  role: ViewerRole | undefined,
): Promise<void> {
  const roles: readonly ViewerRole[] = ['member', 'admin', 'owner'];
  const lost = roles.filter((to) => role === undefined || role === 'member' || !isAtLeast(role, to));
  await db.invitation.updateMany({
    where: { workspaceId, createdBy, role: { in: lost }, acceptedAt: null, revokedAt: null },
    data: { revokedAt: new Date() },
  });
}

async function keepAnOwner(
  { db, workspaceId }: AccessTransaction,
  from: ViewerRole,
  to: ViewerRole | undefined,
): Promise<void> {
  const owners = await db.member.count({ where: { workspaceId, role: 'owner' } });
  if (!losesLastOwner(owners, from, to)) return;
  throw new CodedError('LAST_OWNER', 'A workspace keeps at least one owner.', {
    remedy: 'Make somebody else an owner first.',
  });
}

async function findMember(
  { db, workspaceId }: AccessTransaction,
  memberId: string,
  field: string,
): Promise<KnownMember> {
  const [member] = await db.$queryRaw<KnownMember[]>`
    select member_id::text as "memberId", name, role from record.member
    where workspace_id = ${workspaceId}::uuid and member_id::text = ${memberId}`;
  if (member === undefined) throw new CodedError('NOT_FOUND', 'There is no such member.', { field });
  return member;
}

function aboveYou(field: string): CodedError {
  return new CodedError('FORBIDDEN', 'Nobody gives a role above their own, or changes somebody above them.', {
    field,
    remedy: 'Ask an owner.',
  });
}
