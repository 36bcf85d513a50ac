/** Texts kept in memory for a while, bounded by their bytes. */
export interface ByteLru {
  get(key: string): string | undefined;
  /** Keeps a text until it is over its time, or pushed out by others; one larger than the bound is not kept. */
  set(key: string, text: string): void;
  readonly bytes: number;
}

/** What an entry takes besides its text and key. */
const ENTRY_BYTES = 200;

/**
 * Makes a memory of texts that forgets what was used longest ago once it holds too much.
 * @param maxBytes of all texts and keys together, as UTF-8
 * @param keptMs how long a text is kept at most
 */
export function createByteLru(maxBytes: number, keptMs: number, now: () => number = Date.now): ByteLru {
  const entries = new Map<string, { readonly text: string; readonly bytes: number; readonly untilMs: number }>();
  let bytes = 0;

  const remove = (key: string) => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.untilMs <= now()) {
        bytes -= entry.bytes;
        return undefined;
      }
      entries.set(key, entry);
      return entry.text;
    },
    set(key, text) {
      remove(key);
      const size = Buffer.byteLength(text) + Buffer.byteLength(key) + ENTRY_BYTES;
      if (size > maxBytes) return;
      entries.set(key, { text, bytes: size, untilMs: now() + keptMs });
      bytes += size;
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) return;
        remove(oldest);
      }
    },
    get bytes() {
      return bytes;
    },
  };
}
