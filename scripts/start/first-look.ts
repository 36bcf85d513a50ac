import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs the command line in the foreground; resolves with its exit status. */
export type CommandLine = (...args: readonly string[]) => Promise<number>;

/**
 * The command line `trellis`, for the Trellis at `url`.
 * @param signal ends it
 */
export function commandLine(root: string, url: string, token: string, signal: AbortSignal): CommandLine {
  const program = join(root, 'extensions', 'cli', 'bin', 'trellis');
  const env = { ...process.env, TRELLIS_URL: url, TRELLIS_TOKEN: token };
  return (...args) =>
    new Promise((resolve) => {
      const child = spawn(program, args, { stdio: 'inherit', env, signal });
      child.on('error', () => resolve(1));
      child.on('exit', (code) => resolve(code ?? 1));
    });
}

/** The first look: imports the repositories with live progress, prints one screen of findings, and a link that signs in once. */
export async function firstLook(trellis: CommandLine, url: string, repositories: readonly string[]): Promise<void> {
  // One that fails is said by the command line; the others are imported, and Trellis runs in any case.
  if (repositories.length > 0) await trellis('import', '--findings', ...repositories);
  console.log(`\nTrellis is at ${url}. Sign in once with:`);
  await trellis('login');
  console.log('Ctrl-C stops it; the data stay.');
}
