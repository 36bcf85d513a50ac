import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Subgraph } from '@trellis/config/config.ts';
import type { Dependency } from '@trellis/observability/readiness.ts';
import type { Pool } from 'pg';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations');

/** The database lacks migrations that this version of the code relies on. */
export class SchemaBehind extends Error {
  readonly code = 'SCHEMA_BEHIND';
}

/** A subgraph's database, as something that has to be there: it answers, and its schema has every migration of this version. */
export function databaseDependency(subgraph: Subgraph, pool: Pool): Dependency {
  return {
    name: `${subgraph}.postgresql`,
    async check() {
      const { rows } = await pool.query<{ version: string }>('select version from public.schema_migrations');
      const applied = new Set(rows.map(({ version }) => version));
      const missing = (await migrationsOf(subgraph)).filter((version) => !applied.has(version));
      if (missing.length > 0) throw new SchemaBehind(`${subgraph} lacks the migrations ${missing.join(', ')}`);
    },
  };
}

/** The versions of a subgraph's migrations, as the migration program writes them down: the digits that a file begins with. */
export async function migrationsOf(subgraph: Subgraph): Promise<string[]> {
  const files = await readdir(path.join(MIGRATIONS, subgraph));
  return files.map((file) => /^(\d+)_.*\.sql$/.exec(file)?.[1]).filter((version) => version !== undefined);
}
