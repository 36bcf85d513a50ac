import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../failure.ts';
import { parseDay } from '../past-state.ts';
import type { GlobalOptions } from '../session.ts';

/** Options of every command that reads. */
export interface ReadOptions extends GlobalOptions {
  readonly repo?: string;
  readonly import: boolean;
}

/** Adds the options of a command that reads about one repository. */
export function withRepository(command: Command): Command {
  return command
    .option(
      '--repo <path-or-url>',
      'repository: a path, a URL or a name shown by `trellis status` (default: the one of the current folder)',
    )
    .option('--no-import', 'fail where the repository named is not imported, instead of importing it first');
}

/** Adds `--until DATE`. */
export function withUntil(command: Command): Command {
  return command.option(
    '--until <date>',
    'the state as it was at the end of a day (UTC), YYYY-MM-DD',
    asArgument(parseDay),
  );
}

/** A parser whose usage failures commander reports beside the option's name. */
export function asArgument<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof Failure)
        throw new InvalidArgumentError([error.message, error.remedy].filter(Boolean).join(' '));
      throw error;
    }
  };
}

/** Reads a whole number from `least` on. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least)) throw new InvalidArgumentError(`Write a whole number from ${least} on.`);
    return value;
  };
}

/** Examples under a command's help. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const longest = Math.max(...lines.map(([command]) => command.length));
  return ['', 'Examples:', ...lines.map(([command, meaning]) => `  $ ${command.padEnd(longest)}  ${meaning}`)].join(
    '\n',
  );
}
