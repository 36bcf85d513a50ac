import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm start [-- OPTIONS PATH_OR_URL ...]

Starts Trellis on this machine, and imports the given repositories: a folder (a working
tree or a bare repository) or a URL (https, ssh, file). Without one: the repository of
the current folder.

Options:
  --no-import   start only
  --port N      port of the web page and the API (default 4000, or the next free one)
  --help        this text

Examples:
  npm start
  npm start -- ~/src/linux https://github.com/expressjs/express.git
  npm start -- --no-import --port 8080
`;

export interface StartOptions {
  readonly help: boolean;
  readonly port: number;
  /** Absolute paths and URLs. */
  readonly repositories: readonly string[];
}

/** Arguments that can't be used; the message says why. */
export class UsageError extends Error {}

/**
 * @param from folder the command was given in; relative paths start there
 * @throws UsageError
 */
export function readOptions(args: readonly string[], from: string): StartOptions {
  const { values, positionals } = parse(args);
  const port = Number(values.port ?? 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`--port: ${values.port} is not a port.`);
  const given = positionals.map((item) => (isUrl(item) ? item : resolve(from, item)));
  return {
    help: values.help,
    port,
    repositories: values['no-import'] ? [] : given.length > 0 ? given : repositoryAt(from),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        'no-import': { type: 'boolean', default: false },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A scheme with `://`, or git's short form of an ssh address. */
function isUrl(item: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(item) || /^[\w.-]+@[\w.-]+:/.test(item);
}

/** The repository the folder is in; none: nothing is imported. */
function repositoryAt(folder: string): string[] {
  try {
    const top = execFileSync('git', ['rev-parse', '--show-toplevel'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [top.trimEnd()];
  } catch {
    return [];
  }
}
