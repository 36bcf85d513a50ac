import type { KeyRing } from '@trellis/config/config.ts';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { createPool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import {
  type AppliedLedger,
  applyErasureLedger,
} from '@trellis/subgraph-developers/activities/apply-erasure-ledger.ts';
import { addSuppressions } from '@trellis/suppression/store.ts';
import pg from 'pg';
import { writePrivate } from '../start/data-folder.ts';
import { type ArchiveReader, openArchive } from './archive.ts';
import { BackupError } from './backup-error.ts';
import { type Installation, LEDGER_PREFIX, OBJECT_PREFIXES } from './installation.ts';
import { KEY_PARTS, openKeyPart } from './key-part.ts';
import { checkParts, type Manifest, readManifest } from './manifest.ts';
import { hasRecords, loadTables } from './records.ts';
import { beginTimeline } from './timeline.ts';

export interface RestoreOptions {
  readonly path: string;
  readonly passphrase?: string | undefined;
  /** A folder with the newest ledger of erasures, where the storage does not have it. */
  readonly ledger?: string | undefined;
  /** Brings the tables to where these migrations leave them; `all`: to the newest. */
  readonly migrate: (migrations: Manifest['migrations'] | 'all') => Promise<void>;
  /** Versions of the migrations that this release has, by subgraph. */
  readonly knownMigrations: Manifest['migrations'];
  /** Called before anything is written into the installation. */
  readonly begin?: () => void;
  readonly say: (step: string) => void;
}

/**
 * Puts a backup into an empty installation: records, objects, keys, and the ledger of erasures applied again. It begins a new
 * timeline; the projections are made anew, and erased people taken out, by operations that stand in the records and begin with
 * the next start, as does what was under way. Nothing is written before
 * the whole backup was read and found as it was written.
 * @throws BackupError BACKUP_CORRUPT, BACKUP_INCOMPLETE, BACKUP_TOO_NEW, PASSPHRASE_NEEDED, NOT_EMPTY
 */
export async function restoreBackup(into: Installation, options: RestoreOptions): Promise<Manifest> {
  const { path, passphrase, migrate, knownMigrations, say } = options;
  const archive = await openArchive(path);
  try {
    const manifest = await readManifest(archive);
    await checkParts(archive, manifest);
    const keys = openKeyPart(manifest.keys, await archive.read(KEY_PARTS[manifest.keys]), passphrase);
    refuseUnknown(manifest, knownMigrations);
    say('The backup is whole.');

    await migrate(manifest.migrations);
    await refuseUnlessEmpty(into);
    options.begin?.();
    if (options.ledger !== undefined) await addLedger(into.storage, options.ledger);
    await inAll(into, (databases) => loadRecords(databases, archive, manifest));
    await migrate('all');
    const unnamed = await inAll(into, beginTimeline);
    say(`Records: ${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} rows.`);
    say(`Objects: ${await putObjects(into.storage, archive, unnamed)}.`);
    writePrivate(into.keyRingFile, keys);
    const erased = await eraseAgain(into, keys);
    if (erased > 0) say(`Erased people who are taken out again: ${erased}.`);
    return manifest;
  } finally {
    await archive.close();
  }
}

/** Rows can be brought forward to a newer release, never back. */
function refuseUnknown({ migrations }: Manifest, known: Manifest['migrations']): void {
  for (const subgraph of SUBGRAPHS) {
    const unknown = migrations[subgraph]?.find((version) => !known[subgraph].includes(version));
    if (unknown === undefined) continue;
    const what = `Its ${subgraph} tables have migration ${unknown}, which this release does not know`;
    throw new BackupError('BACKUP_TOO_NEW', `${what}: restore it with the release that made it, or a later one.`);
  }
}

async function refuseUnlessEmpty({ ownerUrls, storage }: Installation): Promise<void> {
  const remedy =
    'A backup is put back into an empty installation: choose another TRELLIS_DATA_DIR, databases and bucket.';
  for (const subgraph of SUBGRAPHS) {
    const db = await openClient(ownerUrls[subgraph]);
    const isEmpty = !(await hasRecords(db).finally(() => db.end()));
    if (!isEmpty) throw new BackupError('NOT_EMPTY', `The ${subgraph} database holds records. ${remedy}`);
  }
  for (const prefix of OBJECT_PREFIXES) {
    // The ledger outlives the installation it was written by: what it says is applied to what is put back.
    if (prefix === LEDGER_PREFIX) continue;
    for await (const key of storage.list(prefix))
      throw new BackupError('NOT_EMPTY', `The object storage holds objects, e.g. ${key}. ${remedy}`);
  }
}

async function loadRecords(databases: Databases, archive: ArchiveReader, { tables }: Manifest): Promise<void> {
  for (const subgraph of SUBGRAPHS) {
    const ofSubgraph = tables.filter((table) => table.subgraph === subgraph);
    await loadTables(databases[subgraph], ofSubgraph, (part) => archive.read(part));
  }
}

/** @param unnamed prefixes of objects that no record names any more */
async function putObjects(storage: ObjectStorage, archive: ArchiveReader, unnamed: readonly string[]): Promise<number> {
  let count = 0;
  for (const name of archive.names) {
    if (!name.startsWith('objects/')) continue;
    const key = name.slice('objects/'.length);
    if (unnamed.some((prefix) => key.startsWith(prefix))) continue;
    if (key.startsWith(LEDGER_PREFIX) && (await storage.exists(key))) continue;
    await storage.put(key, await archive.read(name));
    count += 1;
  }
  return count;
}

/** Adds to the ledger, and replaces nothing of it. */
async function addLedger(storage: ObjectStorage, folder: string): Promise<void> {
  const files = await openArchive(folder);
  for (const name of files.names) {
    const key = `${LEDGER_PREFIX}${name}`;
    if (!(await storage.exists(key))) await storage.put(key, await files.read(name));
  }
}

/**
 * Applies the ledger of erasures, that of the backup and that which was there: names go at once, and nothing that is projected
 * from here on holds them. The rest goes with the next start.
 */
async function eraseAgain({ ownerUrls, developersUrl, storage }: Installation, keys: KeyRing): Promise<number> {
  const teams = await openClient(ownerUrls.teams);
  const workspaces = await teams
    .query<{ id: string }>('select workspace_id as id from record.workspace')
    .finally(() => teams.end());
  const pool = createPool(developersUrl, 1);
  try {
    let erased = 0;
    for (const { id } of workspaces.rows) {
      const applied = await applyErasureLedger({ pool, storage, keys }, { workspaceId: id });
      erased += applied.erased;
      if (applied.erased > 0) await keepOutElsewhere(ownerUrls, id, applied);
    }
    return erased;
  } finally {
    await pool.end();
  }
}

async function keepOutElsewhere(
  ownerUrls: Installation['ownerUrls'],
  workspaceId: string,
  { suppressed, version }: AppliedLedger,
): Promise<void> {
  for (const subgraph of ['integrations', 'analytics', 'predictions', 'teams'] as const) {
    const pool = createPool(ownerUrls[subgraph], 1);
    await inWorkspace(pool, workspaceId, (db) => addSuppressions(db, workspaceId, suppressed, version)).finally(() =>
      pool.end(),
    );
  }
}

type Databases = Readonly<Record<Subgraph, pg.Client>>;

/** Works in one transaction in each database, and commits them when all is done. */
async function inAll<T>({ ownerUrls }: Installation, work: (databases: Databases) => Promise<T>): Promise<T> {
  const clients: [Subgraph, pg.Client][] = [];
  try {
    for (const subgraph of SUBGRAPHS) clients.push([subgraph, await openClient(ownerUrls[subgraph])]);
    for (const [, db] of clients) await db.query('begin');
    const result = await work(Object.fromEntries(clients) as Databases);
    for (const [, db] of clients) await db.query('commit');
    return result;
  } finally {
    await Promise.all(clients.map(([, db]) => db.end()));
  }
}

async function openClient(connectionString: string): Promise<pg.Client> {
  const db = new pg.Client({ connectionString });
  await db.connect();
  return db;
}
