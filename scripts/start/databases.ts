import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** Versions of migrations, by subgraph. */
export type Migrations = Readonly<Record<Subgraph, readonly string[]>>;

/**
 * Makes each subgraph's database and its two roles where they are absent, sets their passwords, and runs the migrations
 * that have not run.
 * @param superuserUrl of the maintenance database
 * @param through runs these migrations alone
 * @throws Error naming the migration that failed, and why
 */
export async function prepareDatabases(
  root: string,
  superuserUrl: string,
  passwords: Passwords['roles'],
  through?: Migrations,
): Promise<Record<Subgraph, SubgraphDatabase>> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    // Roles belong to the whole server, and migrations run once: another start on the same server waits.
    await client.query("select pg_advisory_lock(hashtext('trellis-roles'))");
    for (const subgraph of SUBGRAPHS) await makeDatabase(client, subgraph, passwords[subgraph]);
    const databases = databaseUrls(superuserUrl, passwords);
    await Promise.all(
      SUBGRAPHS.map((subgraph) => migrate(root, subgraph, databases[subgraph].ownerUrl, through?.[subgraph])),
    );
    return databases;
  } finally {
    await client.end();
  }
}

/** Where both roles of each subgraph find its database. */
export function databaseUrls(superuserUrl: string, passwords: Passwords['roles']): Record<Subgraph, SubgraphDatabase> {
  const urls = SUBGRAPHS.map((subgraph) => {
    const { owner, service } = passwords[subgraph];
    const ownerUrl = roleUrl(superuserUrl, subgraph, `trellis_${subgraph}_owner`, owner);
    return [
      subgraph,
      { ownerUrl, serviceUrl: roleUrl(superuserUrl, subgraph, `trellis_${subgraph}`, service) },
    ] as const;
  });
  return Object.fromEntries(urls) as Record<Subgraph, SubgraphDatabase>;
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

/** The migrations that this release has. */
export function knownMigrations(root: string): Migrations {
  const versions = (subgraph: Subgraph) => filesOf(root, subgraph).map((file) => file.split('_')[0] as string);
  const [developers, teams, analytics, predictions, integrations] = SUBGRAPHS.map(versions);
  return { developers, teams, analytics, predictions, integrations } as Migrations;
}

/**
 * Runs the migrations of a subgraph that have not run in its database.
 * @param only of these versions alone; default: all
 * @throws Error naming the migration that failed, and why
 */
export async function migrate(
  root: string,
  subgraph: Subgraph,
  ownerUrl: string,
  only?: readonly string[],
): Promise<void> {
  const folder = join(root, 'migrations', subgraph);
  if (only === undefined) return runMigrations(folder, ownerUrl);
  const chosen = mkdtempSync(join(tmpdir(), 'trellis-migrations-'));
  try {
    for (const file of filesOf(root, subgraph))
      if (only.includes(file.split('_')[0] as string)) copyFileSync(join(folder, file), join(chosen, file));
    await runMigrations(chosen, ownerUrl);
  } finally {
    rmSync(chosen, { recursive: true });
  }
}

function filesOf(root: string, subgraph: Subgraph): string[] {
  return readdirSync(join(root, 'migrations', subgraph))
    .filter((file) => file.endsWith('.sql'))
    .sort();
}

async function runMigrations(folder: string, ownerUrl: string): Promise<void> {
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
