import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { raiseEpoch, readEpoch } from './epoch.ts';
import type { ProjectionParts } from './projection-parts.ts';

/** Past states of a repository that stay; older ones are derived again when asked for. */
const KEPT_PAST_STATES = 5;
/** Rows of one delete: short transactions, so that readers and the next batch never wait long. */
const CHUNK = 20_000;

/**
 * Deletes the rows of a repository's retired and abandoned generations, from every table of the schema `projection`
 * that has a column `generation`, and at last the generations themselves. Keeps the newest five past states. Abandoned
 * is what was begun before the current generation and never activated, or a past state or a rebuild untouched for a day.
 */
export async function dropRetiredGenerations(
  parts: ProjectionParts,
  input: { readonly workspaceId: string; readonly repositoryId: string },
): Promise<void> {
  const { workspaceId, repositoryId } = input;
  await retireSurplus(parts, workspaceId, repositoryId);
  const { retired, tables } = await inWorkspace(parts.pool, workspaceId, async (db) => {
    const generations = await db.query<{ generation: string }>(
      `select generation from record.generation where workspace_id = $1 and repository_id = $2 and state = 'retired'`,
      [workspaceId, repositoryId],
    );
    const columns = await db.query<{ table_name: string }>(
      `select c.table_name from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'projection' and c.column_name = 'generation' and t.table_type = 'BASE TABLE'
       order by c.table_name`,
    );
    return {
      retired: generations.rows.map((row) => row.generation),
      tables: columns.rows.map((row) => `projection.${row.table_name}`),
    };
  });
  for (const generation of retired) {
    for (const table of [...tables, 'record.applied_batch'])
      await deleteInChunks(parts, workspaceId, generation, table);
    await inWorkspace(parts.pool, workspaceId, (db) =>
      db.query('delete from record.generation where workspace_id = $1 and generation = $2', [workspaceId, generation]),
    );
  }
}

async function retireSurplus(parts: ProjectionParts, workspaceId: string, repositoryId: string): Promise<void> {
  const epoch = await inWorkspace(parts.pool, workspaceId, async (db) => {
    await db.query(
      `update record.generation g set state = 'retired'
       where workspace_id = $1 and repository_id = $2 and state = 'building' and (
         (kind = 'past' or aside) and touched_at < now() - interval '1 day'
         or kind = 'current' and not aside and begun_at < (
           select begun_at from record.generation
           where workspace_id = $1 and repository_id = $2 and state = 'current'))`,
      [workspaceId, repositoryId],
    );
    const surplus = await db.query(
      `update record.generation set state = 'retired' where workspace_id = $1 and generation in (
         select generation from record.generation where workspace_id = $1 and repository_id = $2 and state = 'past'
         order by as_of desc, generation offset $3)`,
      [workspaceId, repositoryId, KEPT_PAST_STATES],
    );
    return surplus.rowCount ? raiseEpoch(db, workspaceId) : readEpoch(db, workspaceId);
  });
  await parts.mirrorEpoch?.(workspaceId, epoch);
}

async function deleteInChunks(
  parts: ProjectionParts,
  workspaceId: string,
  generation: string,
  table: string,
): Promise<void> {
  for (let deleted = CHUNK; deleted === CHUNK; )
    deleted = await inWorkspace(parts.pool, workspaceId, async (db) => {
      // Two that delete the same rows take turns: one that met the other's deletions would take a full table for empty.
      await db.query('select from record.generation where workspace_id = $1 and generation = $2 for update', [
        workspaceId,
        generation,
      ]);
      const { rowCount } = await db.query(
        `delete from ${table} where ctid = any (array(
           select ctid from ${table} where workspace_id = $1 and generation = $2 limit ${CHUNK}))`,
        [workspaceId, generation],
      );
      return rowCount ?? 0;
    });
}
