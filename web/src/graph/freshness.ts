/** Tells the open page that what it shows has changed on the server. */

/** The subgraphs whose data changed; null: anything may have. */
export type Changed = ReadonlySet<string> | null;

const listeners = new Set<(changed: Changed) => void>();
const spacingMs = 2000;
let lastAt = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;
/** What changed since the listeners were told. */
let pending: Set<string> | null = new Set();

/** Calls `listener` whenever shown data should be loaded again; returns what ends that. */
export function onFresh(listener: (changed: Changed) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Asks open queries to load again: at once, but not twice within two seconds, as imports raise many epochs.
 * @param subgraph whose data changed; undefined: anything may have
 */
export function freshen(subgraph?: string): void {
  if (subgraph === undefined) pending = null;
  else pending?.add(subgraph);
  if (timer !== undefined) return;
  const wait = Math.max(0, lastAt + spacingMs - performance.now());
  timer = setTimeout(() => {
    timer = undefined;
    lastAt = performance.now();
    const changed = pending;
    pending = new Set();
    for (const listener of listeners) listener(changed);
  }, wait);
}
