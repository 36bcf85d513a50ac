import { CodedError } from '@trellis/service-kit/errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';

/**
 * The id that a person has now, by an id that they have or had.
 * @throws CodedError NOT_FOUND naming the field
 */
export async function findDeveloper(
  db: Prisma.TransactionClient,
  workspaceId: string,
  developerId: string,
  field = 'input.developerId',
): Promise<string> {
  const [known] = await db.$queryRaw<{ id: string }[]>`
    select developer_id::text as id from record.alias_person
    where workspace_id = ${workspaceId}::uuid and ${developerId} in (developer_id::text, alias_id::text)
    order by developer_id::text = ${developerId} desc limit 1`;
  if (known === undefined) throw new CodedError('NOT_FOUND', 'There is no such person in this workspace.', { field });
  return known.id;
}

/** Says that the aliases which a person has now are that person's. */
export async function vouchForAliases(
  db: Prisma.TransactionClient,
  workspaceId: string,
  developerId: string,
): Promise<void> {
  await db.$executeRaw`
    insert into record.vouched_alias (workspace_id, alias_id)
    select workspace_id, alias_id from record.alias_person
    where workspace_id = ${workspaceId}::uuid and developer_id = ${developerId}::uuid
    on conflict do nothing`;
}
