import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Subgraph } from '@trellis/config/config.ts';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { TableEntry } from './manifest.ts';

/** One database as it was at one moment, whatever changes meanwhile. */
export interface Snapshot {
  readonly subgraph: Subgraph;
  readonly migrations: readonly string[];
  readonly tables: readonly Pick<TableEntry, 'table' | 'columns'>[];
  /** The rows of a table, compressed. */
  copy(table: Pick<TableEntry, 'table' | 'columns'>): Promise<{ readonly rows: number; readonly content: Buffer }>;
  ask<Row extends object>(query: string): Promise<Row[]>;
  close(): Promise<void>;
}

/**
 * Tables of the schema `record` with their columns. In a projecting database those that tell of the rows of one generation
 * are left out: the rows are made anew, and so is what is told of them.
 */
const TABLES = `
  select c.relname as table, array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where n.nspname = 'record' and c.relkind = 'r'
  group by c.relname
  having $1 or not bool_or(a.attname = 'generation')
  order by c.relname`;

/** @param ownerUrl the role that owns the tables: row-level security hides nothing from it */
export async function openSnapshot(subgraph: Subgraph, ownerUrl: string): Promise<Snapshot> {
  const db = new pg.Client({ connectionString: ownerUrl });
  await db.connect();
  try {
    await db.query('begin isolation level repeatable read read only');
    const migrations = await migrationsOf(db);
    const tables = await db.query<Pick<TableEntry, 'table' | 'columns'>>(TABLES, [subgraph === 'integrations']);
    return {
      subgraph,
      migrations,
      tables: tables.rows,
      copy: (table) => copyOut(db, table),
      ask: async (query) => (await db.query(query)).rows,
      close: () => db.end(),
    };
  } catch (error) {
    await db.end();
    throw error;
  }
}

async function migrationsOf(db: pg.Client): Promise<string[]> {
  const { rows } = await db.query<{ version: string }>('select version from schema_migrations order by version');
  return rows.map(({ version }) => version);
}

async function copyOut(db: pg.Client, { table, columns }: Pick<TableEntry, 'table' | 'columns'>) {
  const chunks: Buffer[] = [];
  const stream = db.query(copyTo(`copy record.${name(table)} (${columns.map(name)}) to stdout`));
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { rows: stream.rowCount, content: zstdCompressSync(Buffer.concat(chunks)) };
}

/** Loads tables into a database that has them empty. */
export async function loadTables(
  db: pg.Client,
  tables: readonly TableEntry[],
  contentOf: (part: string) => Promise<Buffer>,
): Promise<void> {
  const byName = new Map(tables.map((table) => [table.table, table]));
  for (const table of await inOrderOfReferences(db, [...byName.keys()])) {
    const entry = byName.get(table) as TableEntry;
    const target = `record.${name(table)}`;
    // What triggers derive from other rows is among the rows that are loaded.
    await db.query(`alter table ${target} disable trigger user`);
    const text = zstdDecompressSync(await contentOf(entry.part));
    const into = db.query(copyFrom(`copy ${target} (${entry.columns.map(name)}) from stdin`));
    await pipeline(Readable.from([text]), into);
    if (into.rowCount !== entry.rows) throw new Error(`${table}: ${into.rowCount} rows of ${entry.rows} were loaded.`);
    await db.query(`alter table ${target} enable trigger user`);
    await moveSequences(db, table, entry.columns);
  }
}

/** A table comes after those it refers to. */
async function inOrderOfReferences(db: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ from: string; to: string }>(
    `select distinct child.relname as from, parent.relname as to from pg_constraint k
     join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
     where k.contype = 'f' and child.relnamespace = 'record'::regnamespace and child.oid <> parent.oid`,
  );
  const ordered: string[] = [];
  const visit = (table: string) => {
    if (ordered.includes(table) || !tables.includes(table)) return;
    for (const { from, to } of rows) if (from === table) visit(to);
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered;
}

/** What counts up goes on after the highest number there is. */
async function moveSequences(db: pg.Client, table: string, columns: readonly string[]): Promise<void> {
  for (const column of columns) {
    const { rows } = await db.query<{ sequence: string | null }>('select pg_get_serial_sequence($1, $2) as sequence', [
      `record.${name(table)}`,
      column,
    ]);
    const sequence = rows[0]?.sequence;
    if (sequence == null) continue;
    await db.query(
      `select setval($1, greatest(max(${name(column)}), 1), max(${name(column)}) is not null) from record.${name(table)}`,
      [sequence],
    );
  }
}

/** Whether the schema `record` holds any row. */
export async function hasRecords(db: pg.Client): Promise<boolean> {
  const tables = await db.query<{ table: string }>(
    `select tablename as table from pg_tables where schemaname = 'record'`,
  );
  for (const { table } of tables.rows) {
    const { rowCount } = await db.query(`select from record.${name(table)} limit 1`);
    if (rowCount !== 0) return true;
  }
  return false;
}

function name(identifier: string): string {
  return pg.escapeIdentifier(identifier);
}
