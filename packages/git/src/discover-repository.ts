import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GitError } from './git-error.ts';

export interface FoundRepository {
  readonly gitDir: string;
  /** Where a linked work tree keeps what it shares with the others; the git folder itself otherwise. */
  readonly commonDir: string;
  readonly workTree: string | null;
}

/**
 * Finds the repository of a path by looking at folders only. Git's own search would refuse a repository of another
 * user, a check that guards against its configuration; here that configuration starts nothing (git-environment.ts).
 */
export async function discoverRepository(location: string): Promise<FoundRepository> {
  const path = resolve(location.startsWith('file:') ? pathOfUrl(location) : location);
  const found = await stat(path).catch(() => null);
  if (!found) {
    throw new GitError(
      'PATH_MISSING',
      `There is nothing at ${path}.`,
      'Check the path, or clone the repository first.',
    );
  }
  const start = await realpath(found.isDirectory() ? path : dirname(path));
  for (let folder = start; ; folder = dirname(folder)) {
    const repository = (await workTreeAt(folder)) ?? (await bareAt(folder));
    if (repository) return repository;
    if (folder === dirname(folder)) break;
  }
  throw new GitError(
    'NOT_A_REPOSITORY',
    `${path} is not in a git repository.`,
    'Give the path of a git repository, or run "git init" and make a commit there.',
  );
}

function pathOfUrl(location: string): string {
  try {
    return fileURLToPath(location);
  } catch {
    throw new GitError('PATH_MISSING', `${location} names no path.`, 'Write it as file:///absolute/path.');
  }
}

async function workTreeAt(folder: string): Promise<FoundRepository | null> {
  const dotGit = join(folder, '.git');
  const kind = await stat(dotGit).catch(() => null);
  if (kind?.isDirectory()) {
    const inside = await bareAt(dotGit);
    return inside && { ...inside, workTree: folder };
  }
  if (!kind?.isFile()) return null;
  const target = /^gitdir: (.+?)\s*$/m.exec(await readFile(dotGit, 'utf8').catch(() => ''))?.[1];
  const inside = target === undefined ? null : await bareAt(resolve(folder, target));
  return inside && { ...inside, workTree: folder };
}

async function bareAt(folder: string): Promise<FoundRepository | null> {
  const head = await stat(join(folder, 'HEAD')).catch(() => null);
  if (!head?.isFile()) return null;
  const shared = (await readFile(join(folder, 'commondir'), 'utf8').catch(() => '')).trim();
  const commonDir = shared === '' ? folder : isAbsolute(shared) ? shared : resolve(folder, shared);
  const [objects, refs] = await Promise.all(
    ['objects', 'refs'].map((name) => stat(join(commonDir, name)).catch(() => null)),
  );
  return objects?.isDirectory() && refs?.isDirectory() ? { gitDir: folder, commonDir, workTree: null } : null;
}
