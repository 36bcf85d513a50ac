import type { EventListener } from '@trellis/cache/event-hub.ts';

/** A listener that is held back while it is checked whether it may still listen. */
export interface GatedListener extends EventListener {
  /** Checks; what happens meanwhile waits. */
  check(): void;
}

/**
 * Puts a check in front of a listener: with each change of access, and where events were missed, everything waits until it
 * is known that who listens still may. Where not, nothing more is told.
 * @param check rejects where the listener may no longer listen
 * @param end is called once then
 */
export function gateListener(listener: EventListener, check: () => Promise<unknown>, end: () => void): GatedListener {
  const waiting: (() => void)[] = [];
  let state: 'open' | 'checking' | 'again' | 'ended' = 'open';

  const tell = (work: () => void) => {
    if (state === 'open') work();
    else if (state !== 'ended') waiting.push(work);
  };

  const run = async () => {
    if (state === 'ended') return;
    // What changes during a check may have come too late for it.
    if (state !== 'open') {
      state = 'again';
      return;
    }
    try {
      do {
        state = 'checking';
        await check();
      } while (isAgain());
      state = 'open';
      for (const work of waiting.splice(0)) work();
    } catch {
      state = 'ended';
      waiting.length = 0;
      end();
    }
  };
  const isAgain = () => state === 'again';

  return {
    event(event) {
      if (event.event.type === 'access') void run();
      tell(() => listener.event(event));
    },
    missed() {
      void run();
      tell(() => listener.missed());
    },
    check: () => void run(),
  };
}
