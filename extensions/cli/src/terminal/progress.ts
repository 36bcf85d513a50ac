import { cut, plainText } from './text.ts';

/** Says how a long step goes, on stderr only. */
export interface Progress {
  /** Shows the newest state; earlier ones may never be seen. */
  update(text: string): void;
  /** Ends the live line, leaving `text` (if any) as a line of its own. */
  done(text?: string): void;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const LIVE_EVERY_MS = 80;
const PLAIN_EVERY_MS = 1_000;

/**
 * A live line where stderr is a terminal; else plain lines, at most one a second, and none that repeats the one before.
 * @param now milliseconds, of a clock that never goes back
 */
export function createProgress(output: Output, live: boolean, now: () => number = () => performance.now()): Progress {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastText = '';
  let onLine = false;

  return {
    update(text) {
      const shown = plainText(text);
      const at = now();
      if (shown === lastText || at - lastAt < (live ? LIVE_EVERY_MS : PLAIN_EVERY_MS)) return;
      lastAt = at;
      lastText = shown;
      if (!live) {
        output.write(`${shown}\n`);
        return;
      }
      output.write(`\r\x1b[K${cut(shown, Math.max(20, (output.columns || 80) - 1), '')}`);
      onLine = true;
    },
    done(text) {
      if (onLine) output.write('\r\x1b[K');
      onLine = false;
      const shown = text === undefined ? '' : plainText(text);
      if (shown !== '' && (live || shown !== lastText)) output.write(`${shown}\n`);
      lastText = '';
      lastAt = Number.NEGATIVE_INFINITY;
    },
  };
}
