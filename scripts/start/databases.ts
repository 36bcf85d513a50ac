import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { resolveBinary } from 'dbmate';
import pg from 'pg';
import { CommandFailed, runCommand } from '../bootstrap/step.mjs';
import type { Passwords } from './data-folder.ts';

export interface SubgraphDatabase {
  /** The role that owns everything in the database: migrations. */
  readonly ownerUrl: string;
  /** The role of the service, which owns nothing. */
  readonly serviceUrl: string;
}

/**
 * Makes each subgraph's database and its two roles where they are absent, sets their passwords, and runs the migrations
 * that have not run.
 * @param superuserUrl of the maintenance database
 * @throws Error naming the migration that failed, and why
 */
export async function prepareDatabases(
  root: string,
  superuserUrl: string,
  passwords: Passwords['roles'],
): Promise<Record<Subgraph, SubgraphDatabase>> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    // Roles belong to the whole server, and migrations run once: another start on the same server waits.
    await client.query("select pg_advisory_lock(hashtext('trellis-roles'))");
    for (const subgraph of SUBGRAPHS) await makeDatabase(client, subgraph, passwords[subgraph]);
    const databases = SUBGRAPHS.map((subgraph) => {
      const { owner, service } = passwords[subgraph];
      const ownerUrl = roleUrl(superuserUrl, subgraph, `trellis_${subgraph}_owner`, owner);
      return [
        subgraph,
        { ownerUrl, serviceUrl: roleUrl(superuserUrl, subgraph, `trellis_${subgraph}`, service) },
      ] as const;
    });
    await Promise.all(
      databases.map(([subgraph, { ownerUrl }]) => migrate(join(root, 'migrations', subgraph), ownerUrl)),
    );
    return Object.fromEntries(databases) as Record<Subgraph, SubgraphDatabase>;
  } finally {
    await client.end();
  }
}

async function makeDatabase(
  client: pg.Client,
  subgraph: Subgraph,
  password: Passwords['roles'][Subgraph],
): Promise<void> {
  const name = `trellis_${subgraph}`;
  const owner = `${name}_owner`;
  await makeRole(client, owner, password.owner);
  await makeRole(client, name, password.service);
  const known = await client.query('select from pg_database where datname = $1', [name]);
  if (known.rowCount === 0) await client.query(`create database ${name} owner ${owner}`);
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect, temporary on database ${name} to ${name}`);
}

async function makeRole(client: pg.Client, role: string, password: string): Promise<void> {
  const known = await client.query('select from pg_roles where rolname = $1', [role]);
  if (known.rowCount === 0) await client.query(`create role ${role}`);
  const limits = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await client.query(`alter role ${role} ${limits} password ${client.escapeLiteral(password)}`);
}

function roleUrl(superuserUrl: string, subgraph: Subgraph, role: string, password: string): string {
  const url = new URL(superuserUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/trellis_${subgraph}`;
  return url.href;
}

async function migrate(folder: string, ownerUrl: string): Promise<void> {
  if (!existsSync(folder)) return;
  const url = new URL(ownerUrl);
  // The migration program asks for TLS unless told otherwise.
  if (!url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'disable');
  try {
    const env = { ...process.env, DATABASE_URL: url.href };
    await runCommand(resolveBinary(), ['--no-dump-schema', '--migrations-dir', folder, 'migrate'], { env });
  } catch (error) {
    if (error instanceof CommandFailed) throw new Error(`A migration of ${folder} failed:\n${error.output.trim()}`);
    throw error;
  }
}
