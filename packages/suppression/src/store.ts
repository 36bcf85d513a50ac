import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { Suppressed } from '@trellis/people/suppression.ts';

/**
 * Holds the workspace's suppressions as they are until the transaction ends (`shared`: others may read them too), so that
 * whatever is written under them is either seen by whoever takes new ones over, or written under those.
 */
export async function lockSuppressions(
  db: WorkspaceClient,
  workspaceId: string,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await db.query(`select ${lock}(hashtextextended('suppressions ' || $1, 0))`, [workspaceId]);
}

/** The version of what is kept out; 0: nobody was erased. */
export async function suppressionVersion(db: WorkspaceClient, workspaceId: string): Promise<number> {
  const { rows } = await db.query<{ version: number }>(
    'select version from record.suppression_version where workspace_id = $1',
    [workspaceId],
  );
  return rows[0]?.version ?? 0;
}

/** All rows, in a fixed order. */
export async function readSuppressions(db: WorkspaceClient, workspaceId: string): Promise<Suppressed[]> {
  const { rows } = await db.query<Suppressed>(
    `select kind, hash, developer_id as "developerId", first_word as "firstWord", words, version
     from record.suppression where workspace_id = $1 order by kind, hash`,
    [workspaceId],
  );
  return rows;
}

/** Adds rows and sets the version; a row that is there stays as it is. */
export async function addSuppressions(
  db: WorkspaceClient,
  workspaceId: string,
  rows: readonly Suppressed[],
  version: number,
): Promise<void> {
  await copyRows(
    db,
    'new_suppression',
    'kind text, hash uuid, developer_id uuid, first_word uuid, words integer, version bigint',
    rows.map((row) => [row.kind, row.hash, row.developerId, row.firstWord, row.words, row.version]),
  );
  await db.query(
    `insert into record.suppression (workspace_id, kind, hash, developer_id, first_word, words, version)
     select distinct on (kind, hash) $1::uuid, kind, hash, developer_id, first_word, words, version
     from new_suppression order by kind, hash, version on conflict do nothing`,
    [workspaceId],
  );
  await db.query('drop table new_suppression');
  await db.query(
    `insert into record.suppression_version as known (workspace_id, version) values ($1, $2)
     on conflict (workspace_id) do update set version = greatest(known.version, excluded.version)`,
    [workspaceId, version],
  );
}
