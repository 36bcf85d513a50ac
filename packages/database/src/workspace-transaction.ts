import type { Pool, PoolClient } from 'pg';

/** A connection inside a short transaction that sees one workspace's rows only. */
export type WorkspaceClient = PoolClient;

/**
 * Runs `work` in one transaction with the workspace set, so that row-level security shows and accepts only its rows.
 * Commits when `work` resolves, rolls back when it rejects.
 */
export async function inWorkspace<T>(
  pool: Pool,
  workspaceId: string,
  work: (db: WorkspaceClient) => Promise<T>,
): Promise<T> {
  const db = await pool.connect();
  let broken: Error | undefined;
  try {
    await db.query({ name: 'begin', text: 'begin' });
    await db.query({
      name: 'set-workspace',
      text: "select set_config('trellis.workspace', $1, true)",
      values: [workspaceId],
    });
    const result = await work(db);
    await db.query({ name: 'commit', text: 'commit' });
    return result;
  } catch (error) {
    await db.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    db.release(broken);
  }
}
