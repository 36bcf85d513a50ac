import { join } from 'node:path';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { Passwords } from './data-folder.ts';
import { prepareDatabases, type SubgraphDatabase } from './databases.ts';

const root = join(import.meta.dirname, '..', '..');
// Other tests use the same roles with this password.
const roles = Object.fromEntries(
  SUBGRAPHS.map((subgraph) => [subgraph, { owner: 'test', service: 'test' }]),
) as Passwords['roles'];
let databases: Record<(typeof SUBGRAPHS)[number], SubgraphDatabase>;

beforeAll(async () => {
  const url = process.env.TRELLIS_TEST_POSTGRES_URL;
  if (url === undefined) throw new Error('TRELLIS_TEST_POSTGRES_URL is not set; run the tests through `npm test`.');
  databases = await prepareDatabases(root, url, roles);
});

test('Preparing them again changes nothing and fails on nothing.', async () => {
  expect(await prepareDatabases(root, process.env.TRELLIS_TEST_POSTGRES_URL as string, roles)).toEqual(databases);
});

test.each(SUBGRAPHS)('The service role of %s is held by row-level security and owns nothing.', async (subgraph) => {
  const query = `
    select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,
      (select count(*)::int from pg_class where relowner = r.oid) as relations,
      (select count(*)::int from pg_database where datdba = r.oid) as databases
    from pg_roles r where rolname = current_user`;
  expect(await rowsOf(databases[subgraph].serviceUrl, query)).toEqual([
    { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false, relations: 0, databases: 0 },
  ]);
});

test.each(SUBGRAPHS)('Every migration of %s is tracked.', async (subgraph) => {
  const { globSync } = await import('node:fs');
  const files = globSync('*.sql', { cwd: join(root, 'migrations', subgraph) }).map((file) => file.split('_')[0]);
  const rows = await rowsOf(databases[subgraph].ownerUrl, 'select version from schema_migrations order by version');
  expect(rows.map((row) => row.version)).toEqual(files.sort());
});

test('A subgraph does not get into another one’s database.', async () => {
  const foreign = new URL(databases.teams.serviceUrl);
  foreign.pathname = '/trellis_developers';
  await expect(rowsOf(foreign.href, 'select 1')).rejects.toThrow('permission denied for database');
});

async function rowsOf(connectionString: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}
