import type { SUBGRAPHS, Subgraph } from '@trellis/config/config.ts';
import { type KeyRing, type RingKey, readKeyRing } from '@trellis/config/key-ring.ts';
import { pauseDeletions } from '@trellis/storage/deletion-pause.ts';
import { ObjectMissingError } from '@trellis/storage/object-storage.ts';
import { type ArchiveWriter, writeArchive } from './archive.ts';
import { BackupError } from './backup-error.ts';
import { type Installation, OBJECT_PREFIXES } from './installation.ts';
import { keyPart } from './key-part.ts';
import { digestOf, MANIFEST_PART, type Manifest, type TableEntry } from './manifest.ts';
import { openSnapshot, type Snapshot } from './records.ts';

export interface BackupOptions {
  /** A file that ends in `.tar`, or a folder. */
  readonly path: string;
  readonly passphrase?: string | undefined;
  readonly say: (step: string) => void;
}

/** The lease on deletions lasts ten minutes. */
const EXTEND_MS = 2 * 60_000;

/**
 * The moments at which the databases are read follow each other closely, in this order: what a batch needs (names, decisions) is
 * committed after the manifest names it, so that whoever is read later knows at least what the manifest speaks of.
 */
const READ_ORDER: readonly Subgraph[] = ['integrations', 'analytics', 'predictions', 'teams', 'developers'];

/**
 * Takes a backup while Trellis runs, also in the middle of an import: records, then objects (nothing is deleted meanwhile),
 * then keys. Projected rows are left out: they follow from the objects.
 * @throws BackupError BACKUP_EXISTS, OBJECT_MISSING
 */
export async function createBackup(from: Installation, { path, passphrase, say }: BackupOptions): Promise<Manifest> {
  const archive = await writeArchive(path);
  const parts: Record<string, string> = {};
  const add: ArchiveWriter['add'] = (name, content) => {
    parts[name] = digestOf(content);
    return archive.add(name, content);
  };
  const ringBefore = readKeyRing(from.keyRingFile);
  const pause = await pauseDeletions(from.storage);
  const extending = setInterval(() => void pause.extend().catch(() => undefined), EXTEND_MS);
  try {
    const createdAt = new Date().toISOString();
    const { migrations, tables, objects } = await addRecords(from, add);
    say(`Records: ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows.`);
    say(`Objects: ${await addObjects(from, objects, add)}.`);
    const keys = keyPart(bothRings(ringBefore, readKeyRing(from.keyRingFile)), passphrase);
    await add(keys.name, keys.content);
    const manifest: Manifest = {
      format: 'trellis-backup',
      version: 1,
      createdAt,
      migrations,
      tables,
      keys: passphrase === undefined ? 'plain' : 'sealed',
      parts,
    };
    await archive.add(MANIFEST_PART, Buffer.from(JSON.stringify(manifest, undefined, 1)));
    await archive.finish();
    return manifest;
  } catch (error) {
    await archive.abandon();
    throw error;
  } finally {
    clearInterval(extending);
    await pause.end();
  }
}

async function addRecords(from: Installation, add: ArchiveWriter['add']) {
  const snapshots: Snapshot[] = [];
  try {
    for (const subgraph of READ_ORDER) snapshots.push(await openSnapshot(subgraph, from.ownerUrls[subgraph]));
    const tables: TableEntry[] = [];
    for (const snapshot of snapshots) {
      const { subgraph } = snapshot;
      for (const table of snapshot.tables) {
        const part = `records/${subgraph}/${table.table}.copy.zst`;
        const { rows, content } = await snapshot.copy(table);
        await add(part, content);
        tables.push({ subgraph, ...table, rows, part });
      }
    }
    const migrations = Object.fromEntries(snapshots.map((snapshot) => [snapshot.subgraph, snapshot.migrations]));
    return {
      tables,
      migrations: migrations as Record<(typeof SUBGRAPHS)[number], readonly string[]>,
      objects: await objectsNamed(snapshots[0] as Snapshot),
    };
  } finally {
    await Promise.all(snapshots.map((snapshot) => snapshot.close()));
  }
}

/** Without these a stream can't be projected anew. Past states are derived anew, from the repository itself. */
async function objectsNamed(integrations: Snapshot): Promise<string[]> {
  const rows = await integrations.ask<{ key: string }>(
    `select head_key as key from record.reading where kind = 'current'
     union all
     select unnest(array[b.object_key, b.text_key]) from record.batch b
     join record.reading r using (workspace_id, generation, ordinal) where r.kind = 'current'`,
  );
  return rows.map(({ key }) => key);
}

/**
 * @param named what must be there
 * @returns how many there are
 */
async function addObjects(
  { storage }: Installation,
  named: readonly string[],
  add: ArchiveWriter['add'],
): Promise<number> {
  const copied = new Set<string>();
  const copy = async (key: string) => {
    if (copied.has(key)) return;
    await add(`objects/${key}`, await storage.get(key));
    copied.add(key);
  };
  for (const prefix of OBJECT_PREFIXES)
    for await (const key of storage.list(prefix))
      await copy(key).catch((error: unknown) => {
        // What was being deleted as the pause began: whether it is needed shows below.
        if (!(error instanceof ObjectMissingError)) throw error;
      });
  for (const key of named)
    await copy(key).catch((error: unknown) => {
      if (!(error instanceof ObjectMissingError)) throw error;
      throw new BackupError(
        'OBJECT_MISSING',
        `${key} is named by the records but is not in the storage. Sync its repository, then try again.`,
      );
    });
  return copied.size;
}

/** The ring as it is now, and the keys that a rotation took away while data keys were copied that they wrap. */
function bothRings(before: KeyRing, now: KeyRing): KeyRing {
  const gone = (keys: readonly RingKey[], kept: readonly RingKey[]) =>
    keys.filter(({ id }) => !kept.some((key) => key.id === id));
  return {
    signing: now.signing,
    encryption: [...now.encryption, ...gone(before.encryption, now.encryption)],
    aliasHashing: now.aliasHashing,
  };
}
