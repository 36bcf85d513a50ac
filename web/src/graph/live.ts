import { useSyncExternalStore } from 'react';
import { freshen } from './freshness.ts';

/** The server's events: `{type: 'import', importId, …}` while one runs, `{type: 'epoch', …}` once a page's data changed. */

const importListeners = new Set<(importId: string) => void>();
const stateListeners = new Set<() => void>();
let source: EventSource | undefined;
let open = false;
let wasOpen = false;

/** Opens the event route; the browser reconnects by itself and says from which event on. Returns what closes it. */
export function connectLive(): () => void {
  if (source !== undefined) return disconnect;
  source = new EventSource('/events', { withCredentials: true });
  source.addEventListener('open', () => setOpen(true));
  source.addEventListener('error', () => setOpen(false));
  for (const name of ['message', 'import', 'epoch']) {
    source.addEventListener(name, (event) => receive((event as MessageEvent<string>).data));
  }
  return disconnect;
}

function disconnect(): void {
  source?.close();
  source = undefined;
  setOpen(false);
}

function receive(data: string): void {
  const event = parse(data);
  if (event?.type === 'epoch') freshen();
  if (event?.type === 'import' && typeof event.importId === 'string') {
    for (const listener of importListeners) listener(event.importId);
  }
}

function parse(data: string): { type?: unknown; importId?: unknown } | null {
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
  if (open && wasOpen) freshen();
  wasOpen ||= open;
  for (const listener of stateListeners) listener();
}

export function onImport(listener: (importId: string) => void): () => void {
  importListeners.add(listener);
  return () => importListeners.delete(listener);
}

/** Whether events arrive; where not, progress is polled. */
export function useLive(): boolean {
  return useSyncExternalStore(subscribe, () => open);
}

function subscribe(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}
