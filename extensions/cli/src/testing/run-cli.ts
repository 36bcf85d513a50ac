import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Stops reading its answer before it comes, as `| head` may. */
  readonly closeStdoutEarly?: boolean;
  /** Called with the process once it runs, e.g. to interrupt it. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => unknown;
}

const CLI = resolve(import.meta.dirname, '../trellis.ts');

/** Runs the real command line as a process of its own, with nothing of the surrounding environment but PATH and HOME. */
export function runCli(
  args: readonly string[],
  { cwd, env, closeStdoutEarly, onStderr }: CliOptions = {},
): Promise<CliResult> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: cwd ?? process.cwd(),
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    if (closeStdoutEarly) child.stdout.destroy();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(text, (signal) => child.kill(signal));
    });
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

/** The environment that points a command line at a server. */
export function pointedAt(url: string): Record<string, string> {
  return { TRELLIS_URL: url, TRELLIS_TOKEN: 'token-of-the-test' };
}
