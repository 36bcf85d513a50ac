import { createHash, createHmac } from 'node:crypto';

/** Formats 16 bytes as a version-8 UUID (RFC 9562: vendor-specific content), so that PostgreSQL's uuid type holds a hash. */
export function uuidFromBytes(bytes: Buffer): string {
  const b = Buffer.from(bytes.subarray(0, 16));
  b[6] = ((b[6] as number) & 0x0f) | 0x80;
  b[8] = ((b[8] as number) & 0x3f) | 0x80;
  const hex = b.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A deterministic id of anything that its parts name, e.g. `namedId('repository', workspaceId, location)`. */
export function namedId(...parts: readonly string[]): string {
  return uuidFromBytes(createHash('sha256').update(JSON.stringify(parts)).digest());
}

/** Hashes with a workspace's own key: equal inputs are recognised inside a workspace and nowhere else. */
export interface AliasHasher {
  /** Id of the alias (name and e-mail as written). */
  aliasId(name: string, email: string): string;
  /** Hash of the bare name; null for an empty one. Case and surrounding space don't count. */
  nameHash(name: string): string | null;
  /** Hash of the bare e-mail; null for an empty one. Case doesn't count. */
  emailHash(email: string): string | null;
  /** Hash of folded words (see packages/people), under which names are recognised in texts. */
  phraseHash(words: string): string;
}

/**
 * Makes the alias hasher of a workspace.
 * @param ringSecret the key ring's alias hashing secret, base64url
 */
export function createAliasHasher(ringSecret: string, workspaceId: string): AliasHasher {
  const key = createHmac('sha256', Buffer.from(ringSecret, 'base64url')).update(workspaceId).digest();
  const hash = (use: string, text: string) =>
    uuidFromBytes(createHmac('sha256', key).update(`${use}\0${text}`).digest());
  return {
    aliasId: (name, email) => hash('alias', `${name}\0${email.toLowerCase()}`),
    nameHash: (name) => hashOfText('name', name.trim().toLowerCase()),
    emailHash: (email) => hashOfText('email', email.trim().toLowerCase()),
    phraseHash: (words) => hash('phrase', words),
  };

  function hashOfText(use: string, text: string): string | null {
    return text === '' ? null : hash(use, text);
  }
}

/**
 * Id of a credit set: the distinct aliases a commit credits. One alias is its own credit set.
 * @param aliasIds distinct, in any order
 */
export function creditSetId(aliasIds: readonly string[]): string {
  if (aliasIds.length === 1) return aliasIds[0] as string;
  return namedId('credit-set', ...[...aliasIds].sort());
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether an id that came from a client can be one of ours; what can't is unknown, and never reaches the database. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}
