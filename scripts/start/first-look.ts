import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';

/**
 * Imports repositories one after the other, as the command line does, with its live progress. One that fails is said, and the others go on.
 * @returns the first one that was imported
 */
export async function importRepositories(
  root: string,
  folder: DataFolder,
  repositories: readonly string[],
): Promise<string | undefined> {
  let first: string | undefined;
  for (const repository of repositories) {
    const status = await trellis(root, folder, ['import', repository]);
    if (status === 0) first ??= repository;
    else
      console.error(
        `${repository} was not imported; try again with: node extensions/cli/src/trellis.ts import ${repository}`,
      );
  }
  return first;
}

/** One screen: what Trellis knows about a repository. */
export async function showFindings(root: string, folder: DataFolder, repository: string): Promise<void> {
  await trellis(root, folder, ['status', '--repo', repository]);
  await trellis(root, folder, ['bus-factor', '--repo', repository]);
}

/** Runs the command line in the foreground; resolves with its exit status. */
function trellis(root: string, folder: DataFolder, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, TRELLIS_DATA_DIR: folder.path };
    const child = spawn(process.execPath, [join(root, 'extensions', 'cli', 'src', 'trellis.ts'), ...args], {
      stdio: 'inherit',
      env,
    });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
