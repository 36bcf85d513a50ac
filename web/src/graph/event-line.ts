/** One line of events a browser, however many tabs are open: one of them holds it and tells the others. */

/** What tabs say to each other. */
type Word =
  | { readonly kind: 'event'; readonly data: string }
  | { readonly kind: 'state'; readonly open: boolean }
  | { readonly kind: 'hello' };

export interface LineListener {
  /** JSON of one event of the server. */
  event(data: string): void;
  /** Whether events arrive. */
  state(open: boolean): void;
}

const NAME = 'trellis-events';
/** What the server names its events. */
const EVENTS = ['message', 'import', 'epoch', 'operation', 'missed'] as const;
const REOPEN_MS = 3_000;

/**
 * Joins the line. The tab that holds the lock keeps the connection; when it closes, the next one takes over, and the server
 * is asked for nothing twice: pages ask anew when the line opens again. Without locks (an address that is not
 * secure) the tab keeps a connection of its own.
 * @returns what leaves the line
 */
export function joinLine(listener: LineListener): () => void {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') return holdLine(listener);
  const channel = new BroadcastChannel(NAME);
  const leaving = new AbortController();
  let isOpen = false;
  let isHolder = false;
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.kind === 'event') listener.event(data.data);
    else if (data.kind === 'state') listener.state(data.open);
    else if (isHolder) channel.postMessage({ kind: 'state', open: isOpen } satisfies Word);
  };
  channel.postMessage({ kind: 'hello' } satisfies Word);
  const hold = () =>
    new Promise<void>((resolve) => {
      isHolder = true;
      const end = holdLine({
        event(data) {
          channel.postMessage({ kind: 'event', data } satisfies Word);
          listener.event(data);
        },
        state(open) {
          isOpen = open;
          channel.postMessage({ kind: 'state', open } satisfies Word);
          listener.state(open);
        },
      });
      leaving.signal.addEventListener('abort', () => {
        end();
        resolve();
      });
    });
  navigator.locks.request(NAME, { signal: leaving.signal }, hold).catch(() => undefined);
  return () => {
    leaving.abort();
    channel.close();
  };
}

/** Keeps a connection; the browser reconnects by itself, and where the server refused, it is tried anew. */
function holdLine(listener: LineListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const open = () => {
    if (ended) return;
    source = new EventSource('/events', { withCredentials: true });
    source.addEventListener('open', () => listener.state(true));
    source.addEventListener('error', () => {
      listener.state(false);
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
    });
    for (const name of EVENTS)
      source.addEventListener(name, (event) => listener.event((event as MessageEvent<string>).data));
  };
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
  };
}
