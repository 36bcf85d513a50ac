import { randomUUID } from 'node:crypto';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { AccessChanges, AccessTransaction, Actor, Changed } from './change-access.ts';
import { findDeveloper } from './known-people.ts';

interface OpenClaim {
  readonly id: string;
  readonly memberId: string;
  readonly developerId: string;
  readonly state: 'requested' | 'confirmed' | 'refused' | 'ended';
}

/**
 * Asks to be a person. Asking again for the same person changes nothing.
 * @throws CodedError NOT_FOUND (developerId), CLAIM_OPEN, ALREADY_CLAIMED
 */
export function claimDeveloper(changes: AccessChanges, actor: Actor, developerId: string): Promise<Changed<string>> {
  return changes.change(actor, 'member', async (change) => {
    const { memberId } = change.actor;
    const known = await findDeveloper(change.db, change.workspaceId, developerId, 'developerId');
    const open = await openClaim(change, memberId);
    if (open !== undefined) {
      if (open.developerId === known) return open.id;
      throw hasClaim(open, 'developerId');
    }
    await refuseClaimed(change, known, undefined, 'developerId');
    const id = await createClaim(change, memberId, known, 'requested');
    await change.note({ kind: 'CLAIM_REQUESTED', memberId, developerId: known });
    return id;
  });
}

/** @throws CodedError NOT_FOUND (input.claimId), FORBIDDEN, CLAIM_OVER, ALREADY_CLAIMED */
export function decideClaim(
  changes: AccessChanges,
  actor: Actor,
  { claimId, confirm }: { readonly claimId: string; readonly confirm: boolean },
): Promise<Changed<string>> {
  return changes.change(actor, 'admin', async (change) => {
    const { db, workspaceId } = change;
    const claim = await findClaim(change, claimId, 'input.claimId');
    if (claim.memberId === change.actor.memberId && change.actor.role !== 'owner') {
      throw new CodedError('FORBIDDEN', 'Somebody else decides whether you are this person.', {
        field: 'input.claimId',
        remedy: 'Ask another admin or an owner.',
      });
    }
    if (claim.state !== 'requested' && !(confirm && claim.state === 'confirmed')) throw isOver('input.claimId');
    const { memberId } = claim;
    const decided = { decidedAt: new Date(), decidedBy: change.actor.memberId };
    const where = { workspaceId_claimId: { workspaceId, claimId: claim.id } };
    if (!confirm) {
      await db.claim.update({ where, data: { state: 'refused', ...decided } });
      await change.note({ kind: 'CLAIM_REFUSED', memberId, developerId: claim.developerId });
      return claim.id;
    }
    const developerId = await findDeveloper(db, workspaceId, claim.developerId, 'input.claimId');
    await bindAliases(change, claim.id, developerId, 'input.claimId');
    await db.claim.update({ where, data: { state: 'confirmed', ...decided } });
    await change.note({ kind: 'CLAIM_CONFIRMED', memberId, developerId });
    return claim.id;
  });
}

/**
 * Says who a member is. What the member asked for is over with it.
 * @throws CodedError NOT_FOUND (input.memberId, input.developerId), CLAIM_OPEN, ALREADY_CLAIMED
 */
export function assignDeveloper(
  changes: AccessChanges,
  actor: Actor,
  input: { readonly memberId: string; readonly developerId: string },
): Promise<Changed<string>> {
  return changes.change(actor, 'owner', async (change) => {
    const { db, workspaceId } = change;
    const [member] = await db.$queryRaw<{ id: string }[]>`
      select member_id::text as id from record.member
      where workspace_id = ${workspaceId}::uuid and member_id::text = ${input.memberId}`;
    if (member === undefined)
      throw new CodedError('NOT_FOUND', 'There is no such member.', { field: 'input.memberId' });
    const developerId = await findDeveloper(db, workspaceId, input.developerId);
    const open = await openClaim(change, member.id);
    if (open?.state === 'confirmed') throw hasClaim(open, 'input.memberId');
    if (open !== undefined) await close(change, open);
    const id = await createClaim(change, member.id, developerId, 'confirmed');
    await bindAliases(change, id, developerId, 'input.developerId');
    await change.note({ kind: 'PERSON_ASSIGNED', memberId: member.id, developerId });
    return id;
  });
}

/** @throws CodedError NOT_FOUND (id), also for somebody else's claim where the actor is no owner; CLAIM_OVER */
export function endClaim(changes: AccessChanges, actor: Actor, id: string): Promise<Changed<string>> {
  return changes.change(actor, 'member', async (change) => {
    const claim = await findClaim(change, id, 'id');
    if (claim.memberId !== change.actor.memberId && change.actor.role !== 'owner') throw noClaim('id');
    if (claim.state !== 'requested' && claim.state !== 'confirmed') throw isOver('id');
    await close(change, claim);
    await change.note({ kind: 'CLAIM_ENDED', memberId: claim.memberId, developerId: claim.developerId });
    return claim.id;
  });
}

async function createClaim(
  { db, workspaceId, actor }: AccessTransaction,
  memberId: string,
  developerId: string,
  state: 'requested' | 'confirmed',
): Promise<string> {
  const claimId = randomUUID();
  const decided = state === 'confirmed' ? { decidedAt: new Date(), decidedBy: actor.memberId } : {};
  await db.claim.create({ data: { workspaceId, claimId, memberId, developerId, state, ...decided } });
  return claimId;
}

/** Binds every alias that the person has now to the claim. */
async function bindAliases(
  change: AccessTransaction,
  claimId: string,
  developerId: string,
  field: string,
): Promise<void> {
  const { db, workspaceId } = change;
  await refuseClaimed(change, developerId, claimId, field);
  await db.$executeRaw`
    insert into record.claim_alias (workspace_id, alias_id, claim_id)
    select workspace_id, alias_id, ${claimId}::uuid from record.alias_person
    where workspace_id = ${workspaceId}::uuid and developer_id = ${developerId}::uuid
    on conflict do nothing`;
}

/** An alias is one member's at most. */
async function refuseClaimed(
  { db, workspaceId }: AccessTransaction,
  developerId: string,
  claimId: string | undefined,
  field: string,
): Promise<void> {
  const [other] = await db.$queryRaw<unknown[]>`
    select 1 from record.alias_person p join record.claim_alias bound using (workspace_id, alias_id)
    where p.workspace_id = ${workspaceId}::uuid and p.developer_id = ${developerId}::uuid
      and bound.claim_id is distinct from ${claimId ?? null}::uuid limit 1`;
  if (other === undefined) return;
  throw new CodedError('ALREADY_CLAIMED', 'Another member is this person, or has one of its aliases.', {
    field,
    remedy: 'An owner can end the other claim, or split the person.',
  });
}

/** Ends a claim. What the member shared was the person's: the next one is asked anew. */
async function close({ db, workspaceId, actor }: AccessTransaction, claim: OpenClaim): Promise<void> {
  const { id: claimId, memberId } = claim;
  await db.share.deleteMany({ where: { workspaceId, memberId } });
  await db.claimAlias.deleteMany({ where: { workspaceId, claimId } });
  await db.claim.update({
    where: { workspaceId_claimId: { workspaceId, claimId } },
    data: { state: 'ended', decidedAt: new Date(), decidedBy: actor.memberId },
  });
}

async function openClaim({ db, workspaceId }: AccessTransaction, memberId: string): Promise<OpenClaim | undefined> {
  const claim = await db.claim.findFirst({
    where: { workspaceId, memberId, state: { in: ['requested', 'confirmed'] } },
  });
  return claim === null ? undefined : { ...claim, id: claim.claimId, state: claim.state as OpenClaim['state'] };
}

async function findClaim({ db, workspaceId }: AccessTransaction, id: string, field: string): Promise<OpenClaim> {
  const [claim] = await db.$queryRaw<OpenClaim[]>`
    select claim_id::text as id, member_id::text as "memberId", developer_id::text as "developerId", state
    from record.claim where workspace_id = ${workspaceId}::uuid and claim_id::text = ${id}`;
  if (claim === undefined) throw noClaim(field);
  return claim;
}

function noClaim(field: string): CodedError {
  return new CodedError('NOT_FOUND', 'There is no such claim.', { field });
}

function isOver(field: string): CodedError {
  return new CodedError('CLAIM_OVER', 'This claim was decided or ended before.', {
    field,
    remedy: 'Claim the person again.',
  });
}

function hasClaim({ state }: OpenClaim, field: string): CodedError {
  const message =
    state === 'confirmed'
      ? 'The member is another person already; nobody is two.'
      : 'You asked to be another person already.';
  return new CodedError('CLAIM_OPEN', message, { field, remedy: 'End that claim first.' });
}
