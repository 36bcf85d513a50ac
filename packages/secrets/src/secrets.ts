import { randomBytes, randomUUID } from 'node:crypto';
import type { KeyRing } from '@trellis/config/key-ring.ts';
import { ObjectMissingError, type ObjectStorage } from '@trellis/storage/object-storage.ts';
import { type BoxKey, keyIdOf, openBox, SecretUnreadableError, sealBox } from './sealed-box.ts';

/** What a secret belongs to; it opens for the same workspace and purpose only. */
export interface SecretContext {
  readonly workspaceId: string;
  /** What it is for, e.g. `provider-token`. */
  readonly purpose: string;
}

/** Seals what must not be read at rest. */
export interface Secrets {
  /** @throws Error where the key ring has no key for encryption */
  seal(plaintext: Uint8Array, context: SecretContext): Promise<Buffer>;
  /** @throws SecretUnreadableError */
  open(sealed: Uint8Array, context: SecretContext): Promise<Buffer>;
}

/** Keys of the ring for encryption: the first wraps, all unwrap. */
type EncryptionKeys = Pick<KeyRing, 'encryption'>;

const FOLDER = 'data-keys/';

/**
 * Envelope encryption. What is sealed is sealed under a data key of its workspace; data keys lie in the object storage, each
 * wrapped by the key ring's first encryption key, so that a rotation wraps a few small objects anew and touches nothing that
 * is sealed. Every process with the ring and the storage opens what another one sealed. A workspace has several data keys
 * where processes made its first at the same moment: each is as good as the other.
 */
export function createSecrets(storage: ObjectStorage, keys: EncryptionKeys): Secrets {
  const known = new Map<string, Promise<BoxKey>>();
  const current = new Map<string, Promise<BoxKey>>();

  const dataKey = (workspaceId: string, id: string) =>
    once(known, `${workspaceId} ${id}`, async () =>
      unwrap(await wrappedKey(storage, workspaceId, id), keys, workspaceId),
    );
  const newestKey = (workspaceId: string) =>
    once(current, workspaceId, async () => {
      for await (const object of storage.list(`${FOLDER}${workspaceId}/`))
        return dataKey(workspaceId, object.slice(object.lastIndexOf('/') + 1));
      return makeDataKey(storage, keys, workspaceId);
    });

  return {
    async seal(plaintext, { workspaceId, purpose }) {
      return sealBox(await newestKey(workspaceId), plaintext, [workspaceId, purpose]);
    },
    async open(sealed, { workspaceId, purpose }) {
      return openBox(await dataKey(workspaceId, keyIdOf(sealed)), sealed, [workspaceId, purpose]);
    },
  };
}

/**
 * Wraps every data key that lies under another key by the ring's first encryption key.
 * @returns ids of the ring's keys that are still needed; more than the first one where a process wrapped a new data key meanwhile
 * @throws SecretUnreadableError naming a data key whose wrapping key is not in the ring
 */
export async function rewrapDataKeys(storage: ObjectStorage, keys: EncryptionKeys): Promise<ReadonlySet<string>> {
  const first = wrappingKey(keys);
  for await (const object of storage.list(FOLDER)) {
    const wrapped = await storage.get(object);
    if (keyIdOf(wrapped) === first.id) continue;
    const workspaceId = object.split('/')[1] as string;
    await storage.put(object, wrap(unwrap(wrapped, keys, workspaceId), first, workspaceId));
  }
  const needed = new Set<string>();
  for await (const object of storage.list(FOLDER)) needed.add(keyIdOf(await storage.get(object)));
  return needed;
}

async function makeDataKey(storage: ObjectStorage, keys: EncryptionKeys, workspaceId: string): Promise<BoxKey> {
  const key = { id: randomUUID(), secret: randomBytes(32) };
  await storage.put(`${FOLDER}${workspaceId}/${key.id}`, wrap(key, wrappingKey(keys), workspaceId));
  return key;
}

async function wrappedKey(storage: ObjectStorage, workspaceId: string, id: string): Promise<Buffer> {
  try {
    return await storage.get(`${FOLDER}${workspaceId}/${id}`);
  } catch (error) {
    if (!(error instanceof ObjectMissingError || error instanceof TypeError)) throw error;
    throw new SecretUnreadableError('The workspace has no such data key.', { cause: error });
  }
}

/** Plaintext of a wrapped data key: its id (16 bytes, a uuid), its secret (32 bytes). */
function wrap({ id, secret }: BoxKey, by: BoxKey, workspaceId: string): Buffer {
  const plaintext = Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), secret]);
  return sealBox(by, plaintext, [workspaceId, 'data-key']);
}

function unwrap(wrapped: Buffer, keys: EncryptionKeys, workspaceId: string): BoxKey {
  const by = keys.encryption.find(({ id }) => id === keyIdOf(wrapped));
  if (by === undefined) throw new SecretUnreadableError(`The key ring has no encryption key ${keyIdOf(wrapped)}.`);
  const plaintext = openBox(boxKey(by), wrapped, [workspaceId, 'data-key']);
  const id = plaintext.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { id, secret: plaintext.subarray(16) };
}

function wrappingKey(keys: EncryptionKeys): BoxKey {
  const [first] = keys.encryption;
  if (first === undefined) throw new Error('The key ring has no encryption key; the next `npm start` adds one.');
  return boxKey(first);
}

function boxKey({ id, secret }: { readonly id: string; readonly secret: string }): BoxKey {
  return { id, secret: Buffer.from(secret, 'base64url') };
}

/** The value of a key, made once; what failed is tried again. */
function once<T>(values: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  made.catch(() => values.delete(key));
  return made;
}
