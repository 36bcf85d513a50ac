import { type Ask, createGraph } from './graph/client.ts';
import { ownCommand } from './own-command.ts';
import { findTrellis, type RunningTrellis } from './state-file.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly ascii: boolean;
  /** Seconds one request may take. */
  readonly timeout: number;
}

/** One run of one command: whom it asks, where it stands, where it prints. */
export interface Session {
  readonly ask: Ask;
  /** The Trellis that is asked. @throws Failure where none runs */
  readonly trellis: () => RunningTrellis;
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly json: boolean;
  /** How this command is called from here, for advice that can be copied. */
  readonly command: string;
  /** The clock, for windows that end today. */
  readonly now: Date;
  /** Prints the whole answer of a `--json` run. */
  readonly printJson: (value: unknown) => void;
  /** The answer is printed, and yet the command failed: exit code 1. */
  readonly markFailed: () => void;
  /** Says what Ctrl-C leaves behind from here on; undefined: nothing. */
  readonly whenInterrupted: (note: string | undefined) => void;
}

/** Opens a session with the options of a command line; Trellis is looked for at the first question. */
export type OpenSession = (options: GlobalOptions) => Session;

interface Surroundings {
  readonly terminal: Terminal;
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  readonly now: Date;
  readonly markFailed: Session['markFailed'];
  readonly whenInterrupted: Session['whenInterrupted'];
}

export function createSession({ json, timeout }: GlobalOptions, around: Surroundings): Session {
  const { terminal, env, cwd, now, markFailed, whenInterrupted } = around;
  let trellis: RunningTrellis | undefined;
  let ask: Ask | undefined;
  const find = () => {
    trellis ??= findTrellis(env);
    return trellis;
  };
  return {
    ask: (document, variables) => {
      ask ??= createGraph(find(), {
        timeoutMs: timeout * 1_000,
        onWait: (reason, ms) => terminal.progress.update(`${reason}, asking again in ${Math.ceil(ms / 1_000)} s`),
      });
      return ask(document, variables);
    },
    trellis: find,
    terminal,
    cwd,
    json,
    command: ownCommand(env, cwd),
    now,
    printJson: (value) => terminal.print(JSON.stringify(value, null, 2)),
    markFailed,
    whenInterrupted,
  };
}
