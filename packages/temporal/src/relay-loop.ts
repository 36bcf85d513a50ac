import type { Logger } from '@trellis/observability/logger.ts';

/** A relay that goes on until it is stopped. */
export interface Relay {
  /** Something is owed just now: look at once. */
  poke(): void;
  /** Resolves once what is being delivered is delivered. */
  stop(): Promise<void>;
}

interface RelayWork {
  /** Delivers what rows owe to Temporal; what fails is tried again. */
  readonly deliver: () => Promise<void>;
  /** Compares rows with what Temporal knows. */
  readonly sweep: () => Promise<void>;
  readonly sweepMs: number;
  readonly logger: Logger;
  /** What the log calls it. */
  readonly name: string;
}

/** How often rows are looked for unasked: for those that another process left. */
const POLL_MS = 1_000;

/** Delivers when poked and every second, and sweeps now and then; a failure is logged, and the next round tries again. */
export function startRelayLoop({ deliver, sweep, sweepMs, logger, name }: RelayWork): Relay {
  let stopped = false;
  let poked = false;
  let wake: () => void = () => undefined;
  const loop = run();
  return {
    poke() {
      poked = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await loop;
    },
  };

  async function run(): Promise<void> {
    let sweptAt = Date.now();
    while (!stopped) {
      poked = false;
      try {
        await deliver();
        if (Date.now() - sweptAt >= sweepMs) {
          sweptAt = Date.now();
          await sweep();
        }
      } catch (error) {
        logger.warn({ err: error, relay: name }, 'what is owed to Temporal could not be delivered; trying again');
      }
      if (stopped || poked) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
