import type { Pool } from 'pg';

/** What is asked for the epochs of all workspaces: a subgraph's data, or who may see what. */
const STATEMENTS = {
  data: 'select workspace_id as "workspaceId", epoch from record.all_epochs()',
  access: 'select workspace_id as "workspaceId", epoch from record.all_access_epochs()',
} as const;

/**
 * Where the epochs of a database are read, as `keepEpochsMirrored` takes it.
 * @param name the subgraph, or `access`
 */
export function epochSource<Name extends string>(pool: Pool, name: Name) {
  const text = STATEMENTS[name === 'access' ? 'access' : 'data'];
  return {
    name,
    async epochs() {
      const { rows } = await pool.query<{ workspaceId: string; epoch: number }>({ name: `epochs-${name}`, text });
      return rows;
    },
  };
}
