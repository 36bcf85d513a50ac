import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Which of these hashes are the address of somebody who was not erased. */
export async function livingAddresses(
  db: WorkspaceClient,
  workspaceId: string,
  emailHashes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (emailHashes.length === 0) return new Set();
  const { rows } = await db.query<{ hash: string }>(
    `select distinct email_hash as hash from record.alias
     where workspace_id = $1 and erased_as is null and email_hash = any ($2::uuid[])`,
    [workspaceId, emailHashes],
  );
  return new Set(rows.map((row) => row.hash));
}
