import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './git-error.ts';

const LOCK = 'trellis.lock';

/** Locks of this process: one that names it and is not here is of a process that had its id before, as in a container. */
const held = new Set<string>();

/**
 * Keeps a copy to one writer. A lock whose process is gone is taken over, and what a killed git left behind, its own
 * locks and unfinished packs, is cleared away first. Gives the function that unlocks.
 */
export async function lockClone(gitDir: string): Promise<() => Promise<void>> {
  const path = join(gitDir, LOCK);
  for (const isLastTry of [false, true]) {
    const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return null;
    });
    if (file) {
      await file.writeFile(String(process.pid));
      await file.close();
      held.add(path);
      return async () => {
        held.delete(path);
        await rm(path, { force: true });
      };
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (isLastTry || (owner === process.pid ? held.has(path) : isRunning(owner))) break;
    await clearLeftovers(gitDir);
    await rm(path, { force: true });
  }
  throw new GitError(
    'CLONE_BUSY',
    'This copy is being fetched already.',
    `Wait for that to end, or remove ${path} if nothing is running.`,
  );
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function clearLeftovers(gitDir: string): Promise<void> {
  for (const folder of ['', 'refs', 'objects']) {
    const isDeep = folder !== '';
    const entries = await readdir(join(gitDir, folder), { withFileTypes: true, recursive: isDeep }).catch(() => []);
    for (const entry of entries) {
      if (!/\.lock$|^tmp_|^tmp_objdir-|^incoming-/.test(entry.name) || entry.name === LOCK) continue;
      await rm(join(entry.parentPath, entry.name), { recursive: true, force: true });
    }
  }
}
