/** A map that forgets what was used longest ago once it holds too much. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  readonly size: number;
}

/**
 * Makes a bounded map. Keys count towards the bound by their length, so that a few large texts can't fill the memory.
 * @param maxEntries most entries held
 * @param maxCharacters most characters of all keys together
 */
export function createLru<V>(maxEntries: number, maxCharacters = Number.POSITIVE_INFINITY): Lru<V> {
  const entries = new Map<string, V>();
  let characters = 0;

  const remove = (key: string) => {
    if (entries.delete(key)) characters -= key.length;
  };

  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      remove(key);
      if (key.length > maxCharacters) return;
      entries.set(key, value);
      characters += key.length;
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && characters <= maxCharacters) return;
        remove(oldest);
      }
    },
    delete: remove,
    get size() {
      return entries.size;
    },
  };
}
