import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { TeamRow } from './teams.ts';

export interface MembershipChange {
  readonly teamId: string;
  readonly developerId: string;
  /** YYYY-MM-DD */
  readonly on: string;
}

/** What people with the role of an admin change by hand. Each change raises the workspace's epoch in its transaction. */
export interface TeamChanges {
  /** @throws CodedError BAD_INPUT (input.name) where the name is taken */
  createTeam(workspaceId: string, name: string): Promise<Changed>;
  /** @throws CodedError NOT_FOUND (input.teamId, input.developerId) */
  setMembership(workspaceId: string, change: MembershipChange & { readonly role: 'member' | 'lead' }): Promise<Changed>;
  /** @throws CodedError NOT_FOUND (input.teamId, input.developerId, input.on) */
  endMembership(workspaceId: string, change: MembershipChange): Promise<Changed>;
  stop(): Promise<void>;
}

export interface Changed {
  readonly team: TeamRow;
  readonly epoch: number;
}

/** @param databaseUrl the service role's */
export function createTeamChanges(databaseUrl: string): TeamChanges {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 2 }) });

  return {
    createTeam: (workspaceId, name) =>
      change(workspaceId, async (db) => {
        const team = await db.team.create({ data: { workspaceId, teamId: randomUUID(), name } });
        return { id: team.teamId, name: team.name };
      }).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new CodedError('BAD_INPUT', `There is a team called ${name} already.`, { field: 'input.name' });
      }),

    setMembership: (workspaceId, { teamId, developerId, role, on }) =>
      change(workspaceId, async (db) => {
        const team = await lockTeam(db, workspaceId, teamId);
        await checkDeveloper(db, workspaceId, developerId);
        const person = { workspaceId, teamId, developerId };
        const fromDay = new Date(on);
        const next = await db.teamMembership.findFirst({
          where: { ...person, fromDay: { gt: fromDay } },
          orderBy: { fromDay: 'asc' },
        });
        await db.teamMembership.deleteMany({ where: { ...person, fromDay } });
        await db.teamMembership.updateMany({
          where: { ...person, ...covering(fromDay) },
          data: { endsBefore: fromDay },
        });
        await db.teamMembership.create({ data: { ...person, role, fromDay, endsBefore: next?.fromDay ?? null } });
        return team;
      }),

    endMembership: (workspaceId, { teamId, developerId, on }) =>
      change(workspaceId, async (db) => {
        const team = await lockTeam(db, workspaceId, teamId);
        const person = { workspaceId, teamId, developerId };
        const day = new Date(on);
        const begun = await db.teamMembership.deleteMany({ where: { ...person, fromDay: day } });
        const ended = await db.teamMembership.updateMany({
          where: { ...person, ...covering(day) },
          data: { endsBefore: day },
        });
        if (begun.count + ended.count > 0) return team;
        throw new CodedError('NOT_FOUND', `The person is not in ${team.name} on ${on}.`, {
          field: 'input.developerId',
          remedy: 'Team.memberships lists who is in the team on a day.',
        });
      }),

    stop: () => prisma.$disconnect(),
  };

  async function change(
    workspaceId: string,
    work: (db: Prisma.TransactionClient) => Promise<TeamRow>,
  ): Promise<Changed> {
    return prisma.$transaction(async (db) => {
      await db.$executeRaw`select set_config('trellis.workspace', ${workspaceId}, true)`;
      const team = await work(db);
      const raised = await db.epoch.upsert({
        where: { workspaceId },
        create: { workspaceId, epoch: 1 },
        update: { epoch: { increment: 1 } },
      });
      return { team, epoch: Number(raised.epoch) };
    });
  }
}

/** Memberships that began before a day and last at least to it. */
function covering(day: Date) {
  return { fromDay: { lt: day }, OR: [{ endsBefore: null }, { endsBefore: { gt: day } }] };
}

/** Finds the team and makes other changes of its memberships wait. */
async function lockTeam(db: Prisma.TransactionClient, workspaceId: string, teamId: string): Promise<TeamRow> {
  const [team] = await db.$queryRaw<TeamRow[]>`
    select team_id::text as id, name from record.team
    where workspace_id = ${workspaceId}::uuid and team_id::text = ${teamId} for update`;
  if (team === undefined) throw new CodedError('NOT_FOUND', 'There is no such team.', { field: 'input.teamId' });
  return team;
}

async function checkDeveloper(db: Prisma.TransactionClient, workspaceId: string, developerId: string): Promise<void> {
  const [known] = await db.$queryRaw<unknown[]>`
    select 1 from record.alias_person
    where workspace_id = ${workspaceId}::uuid and developer_id::text = ${developerId} limit 1`;
  if (known === undefined)
    throw new CodedError('NOT_FOUND', 'There is no such person in this workspace.', { field: 'input.developerId' });
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
