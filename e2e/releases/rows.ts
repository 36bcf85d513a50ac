import type { Pool } from '@trellis/database/pool.ts';
import type { ReleaseRows } from './release.ts';

/** Every row of the schemas `record` and `projection`, in an order of its own. */
export async function rowsOf(pool: Pool): Promise<ReleaseRows> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('record', 'projection') order by 1`,
  );
  const content: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const query = `select to_jsonb(t)::text as row from ${name} t order by 1`;
    content[name] = (await pool.query<{ row: string }>(query)).rows.map(({ row }) => row);
  }
  return content;
}
