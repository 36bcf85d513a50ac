/**
 * Makes a runner that does equal work once: whoever asks for a key under way waits for the same result. The work is aborted
 * when nobody waits for it any more; one who hangs up takes nothing from the others.
 */
export function createSharedWork<T>(): (
  key: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T> {
  const underWay = new Map<string, { readonly result: Promise<T>; readonly abort: AbortController; waiting: number }>();

  const begin = (key: string, work: (signal: AbortSignal) => Promise<T>) => {
    const abort = new AbortController();
    const result = work(abort.signal).finally(() => {
      if (underWay.get(key) === begun) underWay.delete(key);
    });
    const begun = { result, abort, waiting: 0 };
    underWay.set(key, begun);
    return begun;
  };

  return async (key, signal, work) => {
    signal.throwIfAborted();
    const begun = underWay.get(key) ?? begin(key, work);
    begun.waiting += 1;
    const leave = () => {
      begun.waiting -= 1;
      if (begun.waiting > 0) return;
      // Whoever comes now begins anew instead of waiting for what is being aborted.
      if (underWay.get(key) === begun) underWay.delete(key);
      begun.abort.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await begun.result;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
}
