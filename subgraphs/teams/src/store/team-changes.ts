import { randomUUID } from 'node:crypto';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { MAX_TEAM_LEVELS, misplacedTeam } from '../domain/access-rules.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import {
  type AccessChanges,
  type AccessTransaction,
  type Actor,
  type Changed,
  isUniqueViolation,
} from './change-access.ts';
import { findDeveloper, vouchForAliases } from './known-people.ts';
import type { TeamRow } from './teams.ts';

export interface MembershipChange {
  readonly teamId: string;
  readonly developerId: string;
  /** YYYY-MM-DD */
  readonly on: string;
}

/**
 * Makes a team.
 * @throws CodedError BAD_INPUT (input.name) where the name is taken, NOT_FOUND (input.parentTeamId), TEAM_TOO_DEEP
 */
export function createTeam(
  changes: AccessChanges,
  actor: Actor,
  { name, parentTeamId }: { readonly name: string; readonly parentTeamId: string | null },
): Promise<Changed<TeamRow>> {
  return namedOnce(name, () =>
    changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
      const parent = await findParent(db, workspaceId, undefined, parentTeamId);
      const teamId = randomUUID();
      await db.team.create({ data: { workspaceId, teamId, name, parentTeamId: parent } });
      await note({ kind: 'TEAM_CREATED', teamId, detail: name });
      return { id: teamId, name, parentTeamId: parent };
    }),
  );
}

/** @throws CodedError NOT_FOUND (input.teamId), BAD_INPUT (input.name) where the name is taken */
export function renameTeam(
  changes: AccessChanges,
  actor: Actor,
  { teamId, name }: { readonly teamId: string; readonly name: string },
): Promise<Changed<TeamRow>> {
  return namedOnce(name, () =>
    changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
      const team = await findTeam(db, workspaceId, teamId, 'input.teamId');
      await db.team.update({ where: { workspaceId_teamId: { workspaceId, teamId: team.id } }, data: { name } });
      await note({ kind: 'TEAM_RENAMED', teamId: team.id, detail: name });
      return { ...team, name };
    }),
  );
}

/** @throws CodedError NOT_FOUND (input.teamId, input.parentTeamId), TEAM_CYCLE, TEAM_TOO_DEEP */
export function moveTeam(
  changes: AccessChanges,
  actor: Actor,
  { teamId, parentTeamId }: { readonly teamId: string; readonly parentTeamId: string | null },
): Promise<Changed<TeamRow>> {
  return changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
    const team = await findTeam(db, workspaceId, teamId, 'input.teamId');
    const parent = await findParent(db, workspaceId, team.id, parentTeamId);
    await db.team.update({
      where: { workspaceId_teamId: { workspaceId, teamId: team.id } },
      data: { parentTeamId: parent },
    });
    await note({ kind: 'TEAM_MOVED', teamId: team.id, detail: parent });
    return { ...team, parentTeamId: parent };
  });
}

/** Its sub-teams go to the team above it. @throws CodedError NOT_FOUND (id) */
export function deleteTeam(changes: AccessChanges, actor: Actor, id: string): Promise<Changed<true>> {
  return changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
    const team = await findTeam(db, workspaceId, id, 'id');
    await db.team.updateMany({
      where: { workspaceId, parentTeamId: team.id },
      data: { parentTeamId: team.parentTeamId },
    });
    await db.team.delete({ where: { workspaceId_teamId: { workspaceId, teamId: team.id } } });
    await note({ kind: 'TEAM_DELETED', teamId: team.id, detail: team.name });
    return true as const;
  });
}

/** Vouches for the aliases that the person has today. @throws CodedError NOT_FOUND (input.teamId, input.developerId) */
export function setMembership(
  changes: AccessChanges,
  actor: Actor,
  { teamId, developerId, role, on }: MembershipChange & { readonly role: 'member' | 'lead' },
): Promise<Changed<TeamRow>> {
  return changes.change(actor, 'admin', async ({ db, workspaceId, note }) => {
    const team = await findTeam(db, workspaceId, teamId, 'input.teamId');
    const known = await findDeveloper(db, workspaceId, developerId);
    const person = { workspaceId, teamId: team.id, developerId: known };
    const fromDay = new Date(on);
    const next = await db.teamMembership.findFirst({
      where: { ...person, fromDay: { gt: fromDay } },
      orderBy: { fromDay: 'asc' },
    });
    await db.teamMembership.deleteMany({ where: { ...person, fromDay } });
    await db.teamMembership.updateMany({ where: { ...person, ...covering(fromDay) }, data: { endsBefore: fromDay } });
    await db.teamMembership.create({ data: { ...person, role, fromDay, endsBefore: next?.fromDay ?? null } });
    await vouchForAliases(db, workspaceId, known);
    await note({ kind: 'TEAM_MEMBERSHIP_SET', teamId: team.id, developerId: known, detail: `${role} from ${on}` });
    return team;
  });
}

/** @throws CodedError NOT_FOUND (input.teamId, input.developerId) */
export function endMembership(
  changes: AccessChanges,
  actor: Actor,
  { teamId, developerId, on }: MembershipChange,
): Promise<Changed<TeamRow>> {
  return changes.change(actor, 'admin', async (change) => {
    const { db, workspaceId } = change;
    const team = await findTeam(db, workspaceId, teamId, 'input.teamId');
    const known = await namesOfPerson(change, team.id, developerId);
    const person = { workspaceId, teamId: team.id, developerId: { in: known } };
    const day = new Date(on);
    const begun = await db.teamMembership.deleteMany({ where: { ...person, fromDay: day } });
    const ended = await db.teamMembership.updateMany({
      where: { ...person, ...covering(day) },
      data: { endsBefore: day },
    });
    if (begun.count + ended.count === 0) {
      throw new CodedError('NOT_FOUND', `The person is not in ${team.name} on ${on}.`, {
        field: 'input.developerId',
        remedy: 'Team.memberships lists who is in the team on a day.',
      });
    }
    await change.note({ kind: 'TEAM_MEMBERSHIP_ENDED', teamId: team.id, developerId: known[0] ?? null, detail: on });
    return team;
  });
}

/** Ids under which memberships of a person stand: people who were merged keep theirs. */
async function namesOfPerson(
  { db, workspaceId }: AccessTransaction,
  teamId: string,
  developerId: string,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select distinct m.developer_id::text as id from record.team_membership m
      left join record.alias_person p on p.workspace_id = m.workspace_id and p.alias_id = m.developer_id
    where m.workspace_id = ${workspaceId}::uuid and m.team_id = ${teamId}::uuid
      and ${developerId} in (m.developer_id::text, p.developer_id::text)`;
  return rows.map(({ id }) => id);
}

/** Memberships that began before a day and last at least to it. */
function covering(day: Date) {
  return { fromDay: { lt: day }, OR: [{ endsBefore: null }, { endsBefore: { gt: day } }] };
}

async function findTeam(
  db: Prisma.TransactionClient,
  workspaceId: string,
  teamId: string,
  field: string,
): Promise<TeamRow> {
  const [team] = await db.$queryRaw<TeamRow[]>`
    select team_id::text as id, name, parent_team_id::text as "parentTeamId" from record.team
    where workspace_id = ${workspaceId}::uuid and team_id::text = ${teamId}`;
  if (team === undefined) throw new CodedError('NOT_FOUND', 'There is no such team.', { field });
  return team;
}

/** The team that a team is to stand below, if it may. */
async function findParent(
  db: Prisma.TransactionClient,
  workspaceId: string,
  teamId: string | undefined,
  parentTeamId: string | null,
): Promise<string | null> {
  const field = 'input.parentTeamId';
  if (parentTeamId === null) return null;
  const { id } = await findTeam(db, workspaceId, parentTeamId, field);
  const teams = await db.team.findMany({ where: { workspaceId }, select: { teamId: true, parentTeamId: true } });
  const misplaced = misplacedTeam(new Map(teams.map((team) => [team.teamId, team.parentTeamId])), teamId, id);
  if (misplaced === 'cycle') {
    throw new CodedError('TEAM_CYCLE', 'A team can not be a part of itself, or of a team below it.', {
      field,
      remedy: 'Move the team in between away first.',
    });
  }
  if (misplaced === 'too-deep') {
    throw new CodedError('TEAM_TOO_DEEP', `Teams are at most ${MAX_TEAM_LEVELS} levels deep.`, {
      field,
      remedy: 'Choose a team further up.',
    });
  }
  return id;
}

function namedOnce<T>(name: string, change: () => Promise<T>): Promise<T> {
  return change().catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new CodedError('BAD_INPUT', `There is a team called ${name} already.`, {
      field: 'input.name',
      remedy: 'Choose another name.',
    });
  });
}
