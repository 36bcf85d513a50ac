import type { IdentityLine } from '@trellis/contributions/batch.ts';
import type { ApplyIdentities } from '@trellis/contributions/projection.ts';
import { copyRows } from '@trellis/database/copy-rows.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import type { ProjectionParts } from './projection-parts.ts';
import { readLines } from './read-objects.ts';

/**
 * Takes over the identity decisions of the workspace as one full set: record.alias_person becomes exactly that. An
 * older or equal version is ignored.
 * @param onChange the subgraph's own part, in the same transaction
 */
export async function applyIdentities(
  parts: ProjectionParts,
  input: ApplyIdentities,
  onChange?: (db: WorkspaceClient) => Promise<void>,
): Promise<void> {
  const { workspaceId, version } = input;
  const lines = await readLines<IdentityLine>(parts.storage, input.objectKey);
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    const newer = await db.query(
      `insert into record.identity_version as known (workspace_id, version) values ($1, $2)
       on conflict (workspace_id) do update set version = excluded.version where known.version < excluded.version`,
      [workspaceId, version],
    );
    // An earlier run may have committed and then failed to mirror; this one is its retry.
    if (newer.rowCount === 0) return readEpoch(db, workspaceId);
    await replaceAliasPeople(db, workspaceId, lines);
    await onChange?.(db);
    return raiseEpoch(db, workspaceId);
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
}

async function replaceAliasPeople(
  db: WorkspaceClient,
  workspaceId: string,
  lines: readonly IdentityLine[],
): Promise<void> {
  const rows = lines.map((line) => [line.aliasId, line.developerId, line.nameHash, line.emailHash, line.isBot]);
  const columns = 'alias_id uuid, developer_id uuid, name_hash uuid, email_hash uuid, is_bot boolean';
  await copyRows(db, 'decided_alias', columns, rows);
  await db.query(
    `delete from record.alias_person known where workspace_id = $1
       and not exists (select from decided_alias decided where decided.alias_id = known.alias_id)`,
    [workspaceId],
  );
  await db.query(
    `insert into record.alias_person as known (workspace_id, alias_id, developer_id, name_hash, email_hash, is_bot)
     select $1, alias_id, developer_id, name_hash, email_hash, is_bot from decided_alias order by alias_id
     on conflict (workspace_id, alias_id) do update set developer_id = excluded.developer_id,
       name_hash = excluded.name_hash, email_hash = excluded.email_hash, is_bot = excluded.is_bot
     where (known.developer_id, known.name_hash, known.email_hash, known.is_bot)
       is distinct from (excluded.developer_id, excluded.name_hash, excluded.email_hash, excluded.is_bot)`,
    [workspaceId],
  );
}
