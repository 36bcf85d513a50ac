import { decodeLines, encodeLines } from '@trellis/contributions/codec.ts';
import type { Suppressed } from '@trellis/people/suppression.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';

/** That a person was erased. */
export interface ErasureEntry {
  /** The operation that was asked for first. */
  readonly erasureId: string;
  readonly developerId: string;
  readonly requestedBy: string;
  /** RFC 3339. */
  readonly requestedAt: string;
}

/** Whom a workspace erased and what it keeps out since: ids and keyed hashes, never a name. */
export interface ErasureLedger {
  readonly erasures: readonly ErasureEntry[];
  readonly suppressed: readonly Suppressed[];
  readonly version: number;
}

type LedgerLine = ({ readonly k: 'erasure' } & ErasureEntry) | ({ readonly k: 'suppressed' } & Suppressed);

/** Everything the ledger has of a workspace lies below this prefix; a backup neither overwrites nor takes it away. */
export function ledgerPrefix(workspaceId: string): string {
  return `ledger/${workspaceId}/`;
}

/**
 * Writes the ledger as it stands into an object of its own, which later ones don't replace: an older database that was put
 * back in the meantime can't take anything out of it.
 * @returns the object's key, the same for the same ledger
 */
export async function writeLedger(storage: ObjectStorage, workspaceId: string, ledger: ErasureLedger): Promise<string> {
  const lines: LedgerLine[] = [
    ...ledger.erasures.map((entry) => ({ k: 'erasure' as const, ...entry })),
    ...ledger.suppressed.map((row) => ({ k: 'suppressed' as const, ...row })),
  ];
  const { digest, bytes } = await encodeLines(lines);
  const key = `${ledgerPrefix(workspaceId)}${ledger.version}-${digest.slice(0, 16)}.ndjson.zst`;
  if (!(await storage.exists(key))) await storage.put(key, bytes);
  return key;
}

/**
 * Reads one object of the ledger.
 * @throws ObjectMissingError, BatchCorruptError
 */
export async function readLedgerObject(storage: ObjectStorage, key: string): Promise<ErasureLedger> {
  const lines = await decodeLines<LedgerLine>(await storage.get(key));
  const erasures: ErasureEntry[] = [];
  const suppressed: Suppressed[] = [];
  for (const line of lines) {
    if (line.k === 'erasure') {
      const { k: _, ...entry } = line;
      erasures.push(entry);
    } else {
      const { k: _, ...row } = line;
      suppressed.push(row);
    }
  }
  return { erasures, suppressed, version: suppressed.reduce((newest, row) => Math.max(newest, row.version), 0) };
}

/** All that the ledger ever held of a workspace: each erasure and each hash once, with the version that brought it first. */
export async function readLedger(storage: ObjectStorage, workspaceId: string): Promise<ErasureLedger> {
  const erasures = new Map<string, ErasureEntry>();
  const suppressed = new Map<string, Suppressed>();
  for await (const key of storage.list(ledgerPrefix(workspaceId))) {
    const ledger = await readLedgerObject(storage, key);
    for (const entry of ledger.erasures) erasures.set(entry.erasureId, entry);
    for (const row of ledger.suppressed) {
      const known = suppressed.get(`${row.kind} ${row.hash}`);
      if (known === undefined || row.version < known.version) suppressed.set(`${row.kind} ${row.hash}`, row);
    }
  }
  const rows = [...suppressed.values()];
  return {
    erasures: [...erasures.values()],
    suppressed: rows,
    version: rows.reduce((newest, row) => Math.max(newest, row.version), 0),
  };
}
