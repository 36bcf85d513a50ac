import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { discoverRepository } from '@trellis/git/discover-repository.ts';
import { GitError } from '@trellis/git/git-error.ts';
import { openRepository } from '@trellis/git/open-repository.ts';
import { isRemoteUrl, parseRemoteUrl } from '@trellis/git/remote-url.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { RepositoryKind } from '../store/repositories.ts';

export interface Located {
  readonly kind: RepositoryKind;
  /** The same for every way to write it: the real top folder, or the URL without `/` and `.git` at its end. */
  readonly location: string;
}

const isUrl = (location: string) => isRemoteUrl(location) || /^file:\/\//i.test(location);

/**
 * Checks what an operator gave as the place of a repository, as far as can be told without asking a remote.
 * @throws CodedError with git's code, naming the input field
 */
export async function locateForImport(location: string, branch: string | null): Promise<Located> {
  try {
    if (isUrl(location)) return locateUrl(location);
    const opened = await openRepository(location, { branch: branch ?? undefined });
    return located(opened.workTree ?? opened.gitDir);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const field = error.code === 'BRANCH_UNKNOWN' ? 'input.branch' : 'input.location';
    throw new CodedError(error.code, error.message, { field, remedy: error.remedy });
  }
}

/**
 * The place as it would have been imported. A path without a repository may have had one when it was imported, so it
 * stands for itself; undefined for what can be no place at all.
 */
export async function locateKnown(location: string): Promise<Located | undefined> {
  try {
    if (isUrl(location)) return locateUrl(location);
    const found = await discoverRepository(location);
    return await located(found.workTree ?? found.gitDir);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return path.isAbsolute(location) ? { kind: 'PATH', location: await placeOfNothing(location) } : undefined;
  }
}

/** The real place of a path of which the end may be gone. */
async function placeOfNothing(location: string): Promise<string> {
  const { dir, base } = path.parse(path.resolve(location));
  const folder = await realpath(dir).catch(() => dir);
  return path.join(folder, base);
}

function locateUrl(location: string): Located {
  const { url } = parseRemoteUrl(location, { allowFile: true });
  const plain = url.replace(/\/+$/, '').replace(/\.git$/, '');
  return { kind: 'URL', location: plain };
}

async function located(folder: string): Promise<Located> {
  return { kind: 'PATH', location: await realpath(folder) };
}
