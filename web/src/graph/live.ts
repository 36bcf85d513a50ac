import { useSyncExternalStore } from 'react';
import { joinLine } from './event-line.ts';
import { freshen } from './freshness.ts';

/**
 * The server's events: `import` and `operation` while one goes on, `epoch` once data or access changed, and an empty one where
 * some were missed.
 */

type Listener = (id: string) => void;

const listeners = { import: new Set<Listener>(), operation: new Set<Listener>() };
const stateListeners = new Set<() => void>();
let leave: (() => void) | undefined;
let open = false;
let wasOpen = false;

/** Joins the browser's line of events. Returns what leaves it. */
export function connectLive(): () => void {
  leave ??= joinLine({ event: receive, state: setOpen });
  return disconnect;
}

function disconnect(): void {
  leave?.();
  leave = undefined;
  setOpen(false);
}

function receive(data: string): void {
  const event = parse(data);
  if (event === null) return;
  if (event.type === 'import') tell(listeners.import, event.importId);
  else if (event.type === 'operation') tell(listeners.operation, event.operationId);
  else if (event.type === 'epoch' && typeof event.subgraph === 'string') freshen(event.subgraph);
  // A change of access, or events that were missed: all that is shown may be old, or no longer to be seen.
  else freshen();
}

function tell(told: ReadonlySet<Listener>, id: unknown): void {
  if (typeof id !== 'string') return;
  for (const listener of told) listener(id);
}

function parse(data: string): { type?: unknown; importId?: unknown; operationId?: unknown; subgraph?: unknown } | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function setOpen(next: boolean): void {
  if (next === open) return;
  open = next;
  // What happened while the line was down may have been missed, so the page asks.
  if (wasOpen) freshen();
  wasOpen ||= open;
  for (const listener of stateListeners) listener();
}

/** Hears of progress of imports or operations, by id; returns what ends that. */
export function onProgress(of: keyof typeof listeners, listener: Listener): () => void {
  listeners[of].add(listener);
  return () => listeners[of].delete(listener);
}

/** Whether events arrive; where not, progress is polled. */
export function useLive(): boolean {
  return useSyncExternalStore(subscribe, () => open);
}

function subscribe(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}
