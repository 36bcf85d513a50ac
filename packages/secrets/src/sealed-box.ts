import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * A sealed box, byte by byte: version (1), length of the key's id (1), the key's id (UTF-8), nonce (12), ciphertext (as long as
 * the plaintext), tag (16). AES-256-GCM; authenticated with it are everything before the nonce and the parts of the context,
 * each with its length ahead of it (4, big-endian).
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** A key with the id under which boxes name it. */
export interface BoxKey {
  /** At most 255 bytes. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** What can't be opened: changed, cut off, sealed for something else, or under a key that is not known. It tells nothing of the content. */
export class SecretUnreadableError extends Error {
  readonly code = 'SECRET_UNREADABLE';
}

/** Seals bytes; they open only with the same key and in the same context. */
export function sealBox(key: BoxKey, plaintext: Uint8Array, context: readonly string[]): Buffer {
  const id = Buffer.from(key.id);
  const head = Buffer.from([VERSION, id.length, ...id]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.secret, nonce).setAAD(authenticated(head, context));
  return Buffer.concat([head, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens what `sealBox` sealed.
 * @throws SecretUnreadableError
 */
export function openBox(key: BoxKey, box: Uint8Array, context: readonly string[]): Buffer {
  if (keyIdOf(box) !== key.id) throw new SecretUnreadableError(`It is not sealed under the key ${key.id}.`);
  const bytes = Buffer.from(box);
  const begin = headBytes(bytes);
  const nonce = bytes.subarray(begin, begin + NONCE_BYTES);
  const sealed = bytes.subarray(begin + NONCE_BYTES, bytes.length - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key.secret, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated(bytes.subarray(0, begin), context)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch (cause) {
    throw new SecretUnreadableError('It was changed, or sealed for something else.', { cause });
  }
}

/**
 * The id of the key a box is sealed under.
 * @throws SecretUnreadableError where it is no box
 */
export function keyIdOf(box: Uint8Array): string {
  const bytes = Buffer.from(box);
  if (bytes[0] !== VERSION || bytes.length < headBytes(bytes) + NONCE_BYTES + TAG_BYTES)
    throw new SecretUnreadableError('It is no sealed box, or one that was cut off.');
  return bytes.subarray(2, headBytes(bytes)).toString();
}

function headBytes(box: Buffer): number {
  return 2 + (box[1] ?? 0);
}

/** Lengths keep the parts apart: of ("ab", "c") and ("a", "bc") one never opens the other. */
function authenticated(head: Buffer, context: readonly string[]): Buffer {
  const parts = context.flatMap((part) => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat([head, ...parts]);
}
