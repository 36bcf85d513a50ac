import { createProgress, type Progress } from './progress.ts';
import { type Style, styleFor, wantsColour, wantsUnicode } from './style.ts';

/** Where a command prints: answers to stdout, everything else to stderr. */
export interface Terminal {
  /** Prints a line of the answer. */
  print(line?: string): void;
  /** Prints a line beside the answer: a hint, a warning, an error. */
  note(line: string): void;
  readonly progress: Progress;
  /** Style of stdout, and of stderr. */
  readonly style: Style;
  readonly noteStyle: Style;
  /** Columns of stdout; Infinity where it is no terminal, so that nothing is cut in a file. */
  readonly width: number;
  readonly unicode: boolean;
  /** The sign for "more was here": one column. */
  readonly ellipsis: string;
}

interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/**
 * The terminal of a process.
 * @param options.ascii true: no signs outside ASCII, whatever the locale says
 */
export function createTerminal(
  { stdout, stderr }: Streams,
  env: Record<string, string | undefined>,
  { ascii }: { ascii: boolean },
): Terminal {
  const unicode = !ascii && wantsUnicode(env);
  const progress = createProgress(stderr, stderr.isTTY === true && env.TERM !== 'dumb');
  return {
    print: (line = '') => void stdout.write(`${line}\n`),
    note(line) {
      progress.done();
      stderr.write(`${line}\n`);
    },
    progress,
    style: styleFor(wantsColour(env, stdout.isTTY === true)),
    noteStyle: styleFor(wantsColour(env, stderr.isTTY === true)),
    width: stdout.isTTY === true && stdout.columns > 0 ? stdout.columns : Number.POSITIVE_INFINITY,
    unicode,
    ellipsis: unicode ? '…' : '~',
  };
}
