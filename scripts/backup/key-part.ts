import { randomBytes, scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KeyRing } from '@trellis/config/key-ring.ts';
import { openBox, SecretUnreadableError, sealBox } from '@trellis/secrets/sealed-box.ts';
import { BackupError } from './backup-error.ts';

/** Names of the part that holds the key ring, in clear or sealed. */
export const KEY_PARTS = { plain: 'keys.json', sealed: 'keys.json.sealed' } as const;

/** Work of guessing one passphrase: 64 MiB and some tenths of a second. */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 };
const SALT_BYTES = 16;
const CONTEXT = ['trellis-backup', 'key-ring'];

/** The key ring as it goes into a backup; with a passphrase: a salt (16 bytes) and a sealed box under the key made of both. */
export function keyPart(
  keys: KeyRing,
  passphrase: string | undefined,
): { readonly name: string; readonly content: Buffer } {
  const plain = Buffer.from(JSON.stringify(keys, undefined, 2));
  if (passphrase === undefined) return { name: KEY_PARTS.plain, content: plain };
  const salt = randomBytes(SALT_BYTES);
  return { name: KEY_PARTS.sealed, content: Buffer.concat([salt, sealBox(keyOf(passphrase, salt), plain, CONTEXT)]) };
}

/** @throws BackupError PASSPHRASE_NEEDED */
export function openKeyPart(kind: keyof typeof KEY_PARTS, content: Buffer, passphrase: string | undefined): KeyRing {
  if (kind === 'plain') return JSON.parse(content.toString());
  if (passphrase === undefined)
    throw new BackupError(
      'PASSPHRASE_NEEDED',
      'The keys are sealed: give --passphrase-file, or TRELLIS_BACKUP_PASSPHRASE.',
    );
  try {
    const salt = content.subarray(0, SALT_BYTES);
    return JSON.parse(openBox(keyOf(passphrase, salt), content.subarray(SALT_BYTES), CONTEXT).toString());
  } catch (error) {
    if (!(error instanceof SecretUnreadableError)) throw error;
    throw new BackupError('PASSPHRASE_NEEDED', 'The keys are sealed with another passphrase.');
  }
}

/** The passphrase of a file (its first line) or of the environment; undefined: none. */
export function readPassphrase(file: string | undefined): string | undefined {
  if (file === undefined) return process.env.TRELLIS_BACKUP_PASSPHRASE || undefined;
  return readFileSync(file, 'utf8').split('\n')[0] || undefined;
}

function keyOf(passphrase: string, salt: Buffer) {
  return { id: 'passphrase', secret: scryptSync(passphrase, salt, 32, SCRYPT) };
}
