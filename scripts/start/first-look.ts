import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs the command line in the foreground; resolves with its exit status. */
export type CommandLine = (...args: readonly string[]) => Promise<number>;

/** The command line `trellis`, for the Trellis at `url`. */
export function commandLine(root: string, url: string, token: string): CommandLine {
  const program = join(root, 'extensions', 'cli', 'src', 'trellis.ts');
  const env = { ...process.env, TRELLIS_URL: url, TRELLIS_TOKEN: token };
  return (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', env });
      child.on('error', () => resolve(1));
      child.on('exit', (code) => resolve(code ?? 1));
    });
}

/**
 * Imports repositories one after the other, with live progress. One that fails is said, and the others go on.
 * @returns the first one that was imported
 */
export async function importRepositories(
  trellis: CommandLine,
  repositories: readonly string[],
): Promise<string | undefined> {
  let first: string | undefined;
  for (const repository of repositories) {
    const status = await trellis('import', repository);
    if (status === 0) first ??= repository;
    else console.error(`${repository} was not imported.`);
  }
  return first;
}

/** One screen: what Trellis knows about a repository. */
export async function showFindings(trellis: CommandLine, repository: string): Promise<void> {
  await trellis('status', '--repo', repository);
  await trellis('bus-factor', '--repo', repository);
}
