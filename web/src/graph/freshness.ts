/** Tells the open page that what it shows has changed on the server. */

const listeners = new Set<() => void>();
const spacingMs = 2000;
let lastAt = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls `listener` whenever shown data should be loaded again; returns what ends that. */
export function onFresh(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks every open query to load again: at once, but not twice within two seconds, as imports raise many epochs. */
export function freshen(): void {
  if (timer !== undefined) return;
  const wait = Math.max(0, lastAt + spacingMs - performance.now());
  timer = setTimeout(() => {
    timer = undefined;
    lastAt = performance.now();
    for (const listener of listeners) listener();
  }, wait);
}
