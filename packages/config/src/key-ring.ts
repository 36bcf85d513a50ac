import { readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';

/** One key of the key ring; `secret` is 32 bytes in base64url. */
export interface RingKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * Keys by use. The first key of a list is used for new work, the others are still accepted, so that each list is rotated
 * alone and under traffic. `aliasHashing` is a single key: the ids of all aliases are made with it, so another one needs
 * every repository to be imported anew.
 */
export interface KeyRing {
  readonly signing: readonly RingKey[];
  /** Wraps the workspaces' data keys. */
  readonly encryption: readonly RingKey[];
  readonly aliasHashing: RingKey;
}

/** Within this time every process that reads the file has seen a change of it. */
export const KEY_RING_SEEN_MS = 1_000;
/** How often the file is looked at, at most; it is looked at only where a key is asked for. */
const LOOK_EVERY_MS = 500;

const text = v.pipe(v.string(), v.nonEmpty());
const isWhole = (secret: string) => Buffer.from(secret, 'base64url').length === 32;
const ringKey = v.object({ id: text, secret: v.pipe(v.string(), v.check(isWhole, '32 bytes in base64url')) });
const keyList = v.pipe(
  v.array(ringKey),
  v.check((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'distinct ids'),
);
const keyRing = v.object({
  signing: v.pipe(keyList, v.nonEmpty()),
  // A ring of the release before has none; the start completes it.
  encryption: v.optional(keyList, []),
  aliasHashing: ringKey,
});

/**
 * Reads a key ring once.
 * @throws Error where the file can't be read or is no key ring; it never holds a secret
 */
export function readKeyRing(file: string): KeyRing {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const parsed = v.safeParse(keyRing, content);
  if (parsed.success) return parsed.output;
  const place = parsed.issues[0].path?.map(({ key }) => String(key)).join('.') ?? 'the file';
  throw new Error(`${place}: expected ${parsed.issues[0].expected ?? parsed.issues[0].message}`);
}

/**
 * A key ring that follows its file: a changed file is in use within `KEY_RING_SEEN_MS`. A file that is gone or broken leaves the
 * keys as they were, and is said once; so does one with another key for hashing, which would give every alias a new id.
 * @throws Error as `readKeyRing`
 */
export function openKeyRing(file: string): KeyRing {
  let keys = readKeyRing(file);
  let seen = stampOf(file);
  let lookedAt = performance.now();

  const current = (): KeyRing => {
    const now = performance.now();
    if (now - lookedAt < LOOK_EVERY_MS) return keys;
    lookedAt = now;
    const stamp = stampOf(file);
    if (stamp === seen) return keys;
    seen = stamp;
    try {
      const changed = readKeyRing(file);
      if (changed.aliasHashing.secret !== keys.aliasHashing.secret) throw new Error('aliasHashing: it can not change');
      keys = changed;
    } catch (error) {
      process.emitWarning(`the key ring ${file} is not usable, the keys stay as they were: ${whyOf(error)}`);
    }
    return keys;
  };
  return {
    get signing() {
      return current().signing;
    },
    get encryption() {
      return current().encryption;
    },
    aliasHashing: keys.aliasHashing,
  };
}

/** Another one after each replacement of the file: it is replaced whole, by a file made aside. */
function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 'gone' : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}

/** A syntax error's message quotes the text around it, which holds secrets. */
function whyOf(error: unknown): string {
  return error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
}
