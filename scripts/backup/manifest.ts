import { createHash } from 'node:crypto';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import * as v from 'valibot';
import type { ArchiveReader } from './archive.ts';
import { BackupError } from './backup-error.ts';

/** The last part of a backup: what is in it, and how to tell that it is whole. */
export interface Manifest {
  readonly format: 'trellis-backup';
  readonly version: 1;
  /** When the records were read, RFC 3339. */
  readonly createdAt: string;
  /** Versions of the migrations that had run, by subgraph: the tables are as these left them. */
  readonly migrations: Readonly<Record<Subgraph, readonly string[]>>;
  readonly tables: readonly TableEntry[];
  /** `sealed`: the key ring opens with a passphrase. */
  readonly keys: 'plain' | 'sealed';
  /** SHA-256 (hex) of every other part. */
  readonly parts: Readonly<Record<string, string>>;
}

/** A table of the schema `record`. */
export interface TableEntry {
  readonly subgraph: Subgraph;
  readonly table: string;
  /** In the order of the fields of each row. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Its part: rows in the text format of PostgreSQL's COPY, compressed with zstd. */
  readonly part: string;
}

export const MANIFEST_PART = 'manifest.json';

const texts = v.array(v.string());
const subgraph = v.picklist(SUBGRAPHS);
const manifest = v.object({
  format: v.literal('trellis-backup'),
  version: v.literal(1),
  createdAt: v.string(),
  migrations: v.strictObject(v.entriesFromList(SUBGRAPHS, texts)),
  tables: v.array(v.object({ subgraph, table: v.string(), columns: texts, rows: v.number(), part: v.string() })),
  keys: v.picklist(['plain', 'sealed']),
  parts: v.record(v.string(), v.string()),
});

/**
 * Reads what a backup holds.
 * @throws BackupError BACKUP_INCOMPLETE, BACKUP_CORRUPT, BACKUP_TOO_NEW
 */
export async function readManifest(archive: ArchiveReader): Promise<Manifest> {
  const text = (await archive.read(MANIFEST_PART)).toString();
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw corrupt(MANIFEST_PART);
  }
  const version = (content as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1)
    throw new BackupError(
      'BACKUP_TOO_NEW',
      `The backup has format ${version}: restore it with the release that made it.`,
    );
  const parsed = v.safeParse(manifest, content);
  if (!parsed.success) throw corrupt(MANIFEST_PART);
  return parsed.output;
}

/**
 * Reads every part and compares it with what was written.
 * @throws BackupError BACKUP_CORRUPT, BACKUP_INCOMPLETE, naming the part
 */
export async function checkParts(archive: ArchiveReader, { parts }: Manifest): Promise<void> {
  for (const [name, digest] of Object.entries(parts))
    if (digestOf(await archive.read(name)) !== digest) throw corrupt(name);
}

export function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function corrupt(part: string): BackupError {
  return new BackupError(
    'BACKUP_CORRUPT',
    `${part} is not as it was written: the backup is damaged. Take an older backup, or another copy of this one.`,
  );
}
