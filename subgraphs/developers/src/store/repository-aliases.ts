import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** How many people have aliases of this repository alone. */
export async function peopleOnlyIn(db: WorkspaceClient, workspaceId: string, repositoryId: string): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    `select count(*)::int as people from (
       select person.developer_id from record.alias_person person
       left join record.alias_repository named using (workspace_id, alias_id)
       where person.workspace_id = $1 group by person.developer_id
       having bool_and(named.repository_id is not distinct from $2::uuid)) there`,
    [workspaceId, repositoryId],
  );
  return rows[0]?.people ?? 0;
}

/**
 * Forgets that a repository named aliases, its mailmap, and the aliases that no other repository named. An erased person's
 * stay as long as one of them is named.
 */
export async function forgetRepositoryAliases(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
): Promise<void> {
  const values = [workspaceId, repositoryId];
  await db.query('delete from record.mailmap_entry where workspace_id = $1 and repository_id = $2', values);
  const { rows } = await db.query<{ alias_id: string }>(
    'delete from record.alias_repository where workspace_id = $1 and repository_id = $2 returning alias_id',
    values,
  );
  await db.query(
    `delete from record.alias known where workspace_id = $1 and alias_id = any ($2::uuid[]) and erased_as is null
       and not exists (select from record.alias_repository named
         where named.workspace_id = $1 and named.alias_id = known.alias_id)`,
    [workspaceId, rows.map((row) => row.alias_id)],
  );
  await db.query(
    `delete from record.alias known where workspace_id = $1 and erased_as is not null and not exists (
       select from record.alias other join record.alias_repository named using (workspace_id, alias_id)
       where other.workspace_id = $1 and other.erased_as = known.erased_as)`,
    [workspaceId],
  );
}
