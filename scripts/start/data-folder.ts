import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type KeyRing, type RingKey, SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';

/** Passwords of the servers and roles this start runs; made at the first start. */
export interface Passwords {
  readonly postgres: string;
  readonly redis: string;
  readonly roles: Record<Subgraph, { readonly owner: string; readonly service: string }>;
}

/** The one folder that holds everything Trellis keeps on this machine. */
export interface DataFolder {
  readonly path: string;
  readonly run: string;
  readonly logs: string;
  readonly storage: string;
  readonly keyRingFile: string;
}

/** Makes the data folder where it is absent: TRELLIS_DATA_DIR, or `.trellis` in the checkout. */
export function openDataFolder(root: string): DataFolder {
  const path = resolve(process.env.TRELLIS_DATA_DIR || join(root, '.trellis'));
  const folder = {
    path,
    run: join(path, 'run'),
    logs: join(path, 'logs'),
    storage: join(path, 'storage'),
    keyRingFile: join(path, 'keys.json'),
  };
  mkdirSync(path, { recursive: true });
  // PostgreSQL's user passes through to its own folder; what others must not read has its own mode.
  chmodSync(path, 0o711);
  for (const part of [folder.run, folder.logs, folder.storage, join(path, 'clones'), join(path, 'temporal')])
    mkdirSync(part, { recursive: true, mode: 0o700 });
  return folder;
}

/** The passwords of this data folder. */
export function readPasswords(folder: DataFolder): Passwords {
  return readOrMake(join(folder.path, 'passwords.json'), () => {
    const roles = SUBGRAPHS.map((subgraph) => [subgraph, { owner: secret(), service: secret() }]);
    return { postgres: secret(), redis: secret(), roles: Object.fromEntries(roles) };
  });
}

/** Makes the key ring where there is none, and adds the key for encryption that one of the first release lacks. */
export function makeKeyRing(folder: DataFolder): void {
  const ring = readOrMake<KeyRing>(folder.keyRingFile, () => ({
    signing: [newKey()],
    encryption: [newKey()],
    aliasHashing: newKey(),
  }));
  if (ring.encryption === undefined) writePrivate(folder.keyRingFile, { ...(ring as KeyRing), encryption: [newKey()] });
}

/** A new key for the key ring. */
export function newKey(): RingKey {
  return { id: randomBytes(4).toString('hex'), secret: secret() };
}

/** Says where PostgreSQL answers while Trellis runs. */
export function serverFile(folder: DataFolder): string {
  return join(folder.run, 'servers.json');
}

/** Is there while a backup is being put back. */
export function restoreMark(folder: DataFolder): string {
  return join(folder.path, 'restoring');
}

/** @throws Error where a restore was killed: what is here is neither empty nor whole */
export function refuseHalfRestored(folder: DataFolder): void {
  if (!existsSync(restoreMark(folder))) return;
  throw new Error(
    `RESTORE_INCOMPLETE: a restore into ${folder.path} did not end, so its data are not whole. Delete that folder (or choose another TRELLIS_DATA_DIR) and restore again.`,
  );
}

function readOrMake<T>(file: string, make: () => T): T {
  if (!existsSync(file)) writePrivate(file, make());
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Writes a file that only its owner can read: aside and renamed, so that a kill leaves the old one or the new one, never half of one. */
export function writePrivate(file: string, content: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
