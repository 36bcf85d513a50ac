import { randomUUID } from 'node:crypto';
import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { isAnyErased } from '../store/erasures.ts';
import { type NewDecision, peopleOfAliases } from '../store/identity-decisions.ts';

/** What a decision says of people: enough to preview it. */
export type ProposedChange = Pick<NewDecision, 'kind' | 'mainAliasId' | 'groups'>;

const MOST_OTHERS = 20;
const LONGEST_REASON = 500;

/**
 * Reads a merge; null where somebody is not known, or erased. An id is an alias's, and names who has that alias now.
 * @throws CodedError BAD_INPUT naming the field; BOT_AND_PERSON
 */
export async function readMerge(
  db: WorkspaceClient,
  workspaceId: string,
  { survivorId, otherIds }: { readonly survivorId: string; readonly otherIds: readonly string[] },
): Promise<ProposedChange | null> {
  if (otherIds.length < 1 || otherIds.length > MOST_OTHERS)
    throw new CodedError('BAD_INPUT', `otherIds must name 1 to ${MOST_OTHERS} people.`, { field: 'input.otherIds' });
  const ids = [survivorId, ...otherIds].map((id) => id.toLowerCase());
  if (!ids.every(isUuid)) return null;
  const people = await peopleOfAliases(db, workspaceId, ids);
  const named = ids.map((id) => people.find(({ aliasIds }) => aliasIds.includes(id)));
  if (named.includes(undefined)) return null;
  if (new Set(named).size < named.length)
    throw new CodedError('BAD_INPUT', 'Two of these ids are one person already.', { field: 'input.otherIds' });
  const all = named.filter((person) => person !== undefined);
  const developerIds = all.map(({ developerId }) => developerId);
  if (await isAnyErased(db, workspaceId, developerIds)) return null;
  if (new Set(all.map(({ isBot }) => isBot)).size > 1) {
    throw new CodedError('BOT_AND_PERSON', 'A bot and a person are never one.', {
      field: 'input.otherIds',
      remedy: 'Merge bots with bots, and people with people.',
    });
  }
  return { kind: 'merge', mainAliasId: all[0]?.developerId ?? null, groups: all.map(({ aliasIds }) => aliasIds) };
}

/**
 * Reads a split; null where the person, or one of the aliases as theirs, is not known, or the person is erased.
 * @throws CodedError BAD_INPUT naming the field
 */
export async function readSplit(
  db: WorkspaceClient,
  workspaceId: string,
  { developerId, aliasIds }: { readonly developerId: string; readonly aliasIds: readonly string[] },
): Promise<ProposedChange | null> {
  if (!isUuid(developerId)) return null;
  const [person] = await peopleOfAliases(db, workspaceId, [developerId]);
  const leaving = new Set(aliasIds.map((id) => id.toLowerCase()));
  if (person === undefined || [...leaving].some((id) => !person.aliasIds.includes(id))) return null;
  if (await isAnyErased(db, workspaceId, [person.developerId])) return null;
  if (leaving.size === 0 || leaving.size === person.aliasIds.length) {
    const message = 'aliasIds must name at least one alias of the person, and not all.';
    throw new CodedError('BAD_INPUT', message, { field: 'input.aliasIds' });
  }
  const [stays, leaves] = [false, true].map((does) => person.aliasIds.filter((id) => leaving.has(id) === does));
  return { kind: 'split', mainAliasId: null, groups: [stays as string[], leaves as string[]] };
}

/** @throws CodedError BAD_INPUT naming the field */
export function readReason(reason: string | null | undefined): string | null {
  const said = reason?.trim() ?? '';
  if (said === '') return null;
  if (said.length <= LONGEST_REASON && !said.includes('\0')) return said;
  throw new CodedError('BAD_INPUT', `reason must be at most ${LONGEST_REASON} characters of text.`, {
    field: 'input.reason',
  });
}

/** A decision that comes into force with its operation, or at once where it changes nobody. */
export function newDecision(
  change: ProposedChange,
  by: { readonly memberId: string; readonly role: NewDecision['decidedRole'] },
  reason: string | null,
): Omit<NewDecision, 'operationId'> {
  const state = change.kind === 'dismissal' ? 'in-force' : 'pending';
  return { ...change, id: randomUUID(), state, reason, decidedBy: by.memberId, decidedRole: by.role };
}
