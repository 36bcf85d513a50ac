/** 1: it could not be done; 2: the command line itself is wrong; 130: stopped by Ctrl-C. */
export type ExitCode = 1 | 2 | 130;

/** What a user is told when a command ends without its answer: what is wrong, and what would help. */
export class Failure extends Error {
  /** Stable, e.g. NOT_IMPORTED; codes of the graph are passed on as they are. */
  readonly code: string;
  readonly remedy: string | undefined;
  readonly exitCode: ExitCode;
  /** Facts for `--json`, e.g. the candidates of an ambiguous name. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    more: {
      remedy?: string | undefined;
      exitCode?: ExitCode;
      details?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.remedy = more.remedy;
    this.exitCode = more.exitCode ?? 1;
    this.details = more.details ?? {};
  }
}

/** A command line that can't be meant: exit code 2. */
export function usageFailure(message: string, remedy?: string): Failure {
  return new Failure('USAGE', message, { remedy, exitCode: 2 });
}
