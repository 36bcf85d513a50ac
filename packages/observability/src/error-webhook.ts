import type { ErrorReport } from './errors.ts';

/** Sends errors on. */
export interface ErrorWebhook {
  /** Takes a report to be sent with others in a moment; never waits and never throws. */
  send(report: ErrorReport): void;
  /** Sends what is left, for as long as one attempt may take. */
  close(): Promise<void>;
}

/** At most so many reports wait; while the collector is away the oldest are dropped, and how many is said. */
const MAX_WAITING = 200;
const MAX_AT_ONCE = 50;
const COLLECT_MS = 1_000;
const ATTEMPT_MS = 5_000;

/**
 * Posts errors as JSON to a collector: `{ service, dropped, errors: ErrorReport[] }`, several in one request. A request that fails is repeated
 * with the next reports; nothing ever waits for it.
 * @param options.url of the collector; may hold a secret, and is never logged
 * @param options.onFailure hears once when the collector stops answering
 */
export function createErrorWebhook(options: {
  readonly url: string;
  readonly service: string;
  readonly onFailure: () => void;
  readonly collectMs?: number;
}): ErrorWebhook {
  const { url, service, onFailure, collectMs = COLLECT_MS } = options;
  const waiting: ErrorReport[] = [];
  let dropped = 0;
  let isAway = false;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  const schedule = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, collectMs).unref();
  };

  const flush = () => {
    sending ??= post().finally(() => {
      sending = undefined;
      if (waiting.length > 0) schedule();
    });
    return sending;
  };

  const post = async () => {
    const errors = waiting.slice(0, MAX_AT_ONCE);
    if (errors.length === 0) return;
    const said = dropped;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ service, dropped: said, errors }),
        signal: AbortSignal.timeout(ATTEMPT_MS),
        redirect: 'error',
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      // Those that were sent are still the oldest, unless some were dropped meanwhile.
      const sent = new Set(errors);
      waiting.splice(0, waiting.length, ...waiting.filter((report) => !sent.has(report)));
      dropped -= said;
      isAway = false;
    } catch {
      if (!isAway) onFailure();
      isAway = true;
    }
  };

  return {
    send(report) {
      waiting.push(report);
      if (waiting.length > MAX_WAITING) {
        waiting.shift();
        dropped += 1;
      }
      schedule();
    },
    async close() {
      clearTimeout(timer);
      await sending;
      while (waiting.length > 0 && !isAway) await flush();
      clearTimeout(timer);
    },
  };
}
