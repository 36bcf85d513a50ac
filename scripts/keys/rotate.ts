import { setTimeout as sleep } from 'node:timers/promises';
import { KEY_RING_SEEN_MS, type KeyRing, readKeyRing } from '@trellis/config/key-ring.ts';
import { rewrapDataKeys } from '@trellis/secrets/secrets.ts';
import { INTERNAL_TOKEN_SECONDS } from '@trellis/service-kit/internal-token.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import { newKey, writePrivate } from '../start/data-folder.ts';

/** What can be rotated. The key for hashing aliases can't: the ids of all aliases are made with it. */
export const ROTATED = ['signing', 'encryption'] as const;
export type Rotated = (typeof ROTATED)[number];

export interface Rotation {
  readonly keyRingFile: string;
  readonly use: Rotated;
  /** Where the data keys lie. */
  readonly storage: ObjectStorage;
  /** After this long nobody shows a token signed with the old key any more. */
  readonly tokenMs?: number;
  readonly say: (step: string) => void;
}

/** A token's life, and what clocks of several machines may differ by. */
const TOKEN_MS = (INTERNAL_TOKEN_SECONDS + 5) * 1000;

/**
 * Puts a new key in the place of the first one while Trellis runs, in steps between which every process reads the ring: it is
 * accepted, then it is used, then what only the old keys open is made anew (data keys) or has ended (tokens), then they go.
 * Killed half-way it leaves a ring that works; the next rotation takes away what is left over.
 * @returns the id of the new key
 */
export async function rotateKeys({ keyRingFile, use, storage, tokenMs = TOKEN_MS, say }: Rotation): Promise<string> {
  const change = async (next: (keys: KeyRing[Rotated]) => KeyRing[Rotated]) => {
    const ring = readKeyRing(keyRingFile);
    writePrivate(keyRingFile, { ...ring, [use]: next(ring[use]) });
    await sleep(KEY_RING_SEEN_MS);
  };
  const key = newKey();
  await change((keys) => [...keys, key]);
  say(`The new ${use} key ${key.id} is accepted by all processes.`);
  await change((keys) => [key, ...keys.filter(({ id }) => id !== key.id)]);
  say('It is used for all new work.');
  if (use === 'signing') await sleep(tokenMs);
  else await rewrapAll(keyRingFile, storage);
  await change((keys) => keys.slice(0, 1));
  say('The old ones are gone.');
  return key.id;
}

/** Again until nothing is left: a process may have been wrapping a new data key when the first key changed. */
async function rewrapAll(keyRingFile: string, storage: ObjectStorage): Promise<void> {
  const ring = readKeyRing(keyRingFile);
  for (;;) {
    const needed = await rewrapDataKeys(storage, ring);
    if ([...needed].every((id) => id === ring.encryption[0]?.id)) return;
    await sleep(KEY_RING_SEEN_MS);
  }
}
