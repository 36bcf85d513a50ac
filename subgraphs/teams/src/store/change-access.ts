import { PrismaPg } from '@prisma/adapter-pg';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ViewerRole } from '@trellis/service-kit/viewer.ts';
import { isAtLeast } from '../domain/access-rules.ts';
import { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { AccessChangeKind } from '../generated/resolvers.ts';

/** Who asks for a change. */
export interface Actor {
  readonly workspaceId: string;
  readonly memberId: string;
}

/** A line of the access log: ids alone, and what it changed to. */
export interface AccessNote {
  readonly kind: AccessChangeKind;
  readonly memberId?: string | null;
  readonly developerId?: string | null;
  readonly teamId?: string | null;
  readonly detail?: string | null;
}

/** The transaction of a change. */
export interface AccessTransaction {
  readonly db: Prisma.TransactionClient;
  readonly workspaceId: string;
  /** Who asks, as they are now: their token may be older. */
  readonly actor: { readonly memberId: string; readonly name: string; readonly role: ViewerRole };
  note(note: AccessNote): Promise<void>;
}

/** A committed change, and the epochs that have to be mirrored before it is confirmed. */
export interface Changed<T> {
  readonly result: T;
  readonly epochs: { readonly access: number; readonly teams: number };
}

/** Changes who may see what. */
export interface AccessChanges {
  /**
   * Runs one change. Changes of a workspace run one after the other, so that none breaks a rule that another one relies on.
   * @param leastRole what the actor must be when the change commits, not when the request came in
   * @throws CodedError UNAUTHENTICATED or FORBIDDEN where the actor has lost it
   */
  change<T>(actor: Actor, leastRole: ViewerRole, work: (change: AccessTransaction) => Promise<T>): Promise<Changed<T>>;
  stop(): Promise<void>;
}

/** Longest that one change may wait for those before it. */
const TIMEOUT_MS = 15_000;

/** @param databaseUrl the service role's */
export function createAccessChanges(databaseUrl: string): AccessChanges {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 2 }) });
  return {
    change: ({ workspaceId, memberId }, leastRole, work) =>
      prisma.$transaction(
        async (db) => {
          await db.$executeRaw`select set_config('trellis.workspace', ${workspaceId}, true)`;
          const [raised] = await db.$queryRaw<{ epoch: bigint }[]>`
            select record.raise_access_epoch(${workspaceId}::uuid) as epoch`;
          const actor = await findActor(db, workspaceId, memberId, leastRole);
          const note = async (line: AccessNote) =>
            void (await db.accessChange.create({ data: { ...line, workspaceId, actorId: memberId } }));
          const result = await work({ db, workspaceId, actor, note });
          const teams = await db.epoch.upsert({
            where: { workspaceId },
            create: { workspaceId, epoch: 1 },
            update: { epoch: { increment: 1 } },
          });
          return { result, epochs: { access: Number(raised?.epoch), teams: Number(teams.epoch) } };
        },
        { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS },
      ),
    stop: () => prisma.$disconnect(),
  };
}

async function findActor(
  db: Prisma.TransactionClient,
  workspaceId: string,
  memberId: string,
  leastRole: ViewerRole,
): Promise<AccessTransaction['actor']> {
  const found = await db.member.findUnique({ where: { workspaceId_memberId: { workspaceId, memberId } } });
  if (found === null) throw new CodedError('UNAUTHENTICATED', 'You are no longer a member of this workspace.');
  const role = found.role as ViewerRole;
  if (isAtLeast(role, leastRole)) return { memberId, name: found.name, role };
  throw new CodedError('FORBIDDEN', `This needs the role ${leastRole}, and yours is ${role} now.`, {
    remedy: `Ask somebody with the role ${leastRole}.`,
  });
}

/** Whether a statement failed because a unique value is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
