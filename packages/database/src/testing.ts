import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subgraph } from '@trellis/config/config.ts';
import pg from 'pg';
import { createPool } from './pool.ts';

export interface TestDatabase {
  readonly ownerUrl: string;
  readonly serviceUrl: string;
  /** Connections with the service role: row-level security applies. */
  readonly pool: pg.Pool;
  /** Connections with the owner role: sees everything. */
  readonly ownerPool: pg.Pool;
  drop(): Promise<void>;
}

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations');

/**
 * Makes a throw-away database of a subgraph on the test server, with roles and its migrations, which are tracked as ever.
 * @param isIncluded chooses migrations by their file's name; default: all
 */
export async function createTestDatabase(
  subgraph: Subgraph,
  isIncluded: (file: string) => boolean = () => true,
): Promise<TestDatabase> {
  const adminUrl = process.env.TRELLIS_TEST_POSTGRES_URL;
  if (adminUrl === undefined)
    throw new Error('TRELLIS_TEST_POSTGRES_URL is not set; run the tests through `npm test`.');
  const name = `test_${subgraph}_${randomBytes(6).toString('hex')}`;
  const service = `trellis_${subgraph}`;
  const owner = `trellis_${subgraph}_owner`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  // Several test files run side by side; roles belong to the whole server.
  await admin.query("select pg_advisory_lock(hashtext('trellis-roles'))");
  for (const role of [owner, service]) {
    const known = await admin.query('select 1 from pg_roles where rolname = $1', [role]);
    if (known.rowCount === 0) await admin.query(`create role ${role} login nosuperuser nobypassrls password 'test'`);
    else await admin.query(`alter role ${role} password 'test'`);
  }
  await admin.query("select pg_advisory_unlock(hashtext('trellis-roles'))");
  await admin.query(`create database ${name} owner ${owner}`);
  const as = (user: string) => {
    const url = new URL(adminUrl);
    url.username = user;
    url.password = 'test';
    url.pathname = `/${name}`;
    return url.href;
  };
  const ownerPool = createPool(as(owner), 3);
  const folder = path.join(MIGRATIONS, subgraph);
  // As the migration program keeps it.
  await ownerPool.query('create table schema_migrations (version varchar not null primary key)');
  for (const file of readdirSync(folder).filter(isIncluded).sort()) {
    const up = readFileSync(path.join(folder, file), 'utf8').split(/^-- migrate:down/m)[0] as string;
    await ownerPool.query(up);
    await ownerPool.query('insert into schema_migrations values ($1)', [file.split('_')[0]]);
  }
  const pool = createPool(as(service), 4);
  return {
    ownerUrl: as(owner),
    serviceUrl: as(service),
    pool,
    ownerPool,
    async drop() {
      await pool.end();
      await ownerPool.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
