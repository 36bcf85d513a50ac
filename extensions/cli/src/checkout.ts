import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { usageFailure } from './failure.ts';

/** A repository on this machine as git sees it from a folder. */
export interface Checkout {
  /** Top folder of the working tree, or the folder of a bare repository. */
  readonly root: string;
  readonly isBare: boolean;
  /** For a linked working tree: the main one, which may be what was imported. */
  readonly mainRoot: string | undefined;
}

/** The repository a folder lies in; undefined where git finds none. */
export function checkoutAt(folder: string): Checkout | undefined {
  const [isBare, commonDir] = git(folder, ['rev-parse', '--is-bare-repository', '--git-common-dir'])?.split('\n') ?? [];
  if (isBare === undefined || commonDir === undefined) return undefined;
  const common = resolve(folder, commonDir);
  if (isBare === 'true') return { root: common, isBare: true, mainRoot: undefined };
  const root = git(folder, ['rev-parse', '--show-toplevel']);
  if (root === undefined || root === '') return undefined;
  const main = dirname(common);
  return { root, isBare: false, mainRoot: main === root || !existsSync(join(main, '.git')) ? undefined : main };
}

/** The commit a branch (null: HEAD) is at; undefined where git doesn't know. */
export function commitAt(folder: string, branch: string | null): string | undefined {
  return git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${branch ?? 'HEAD'}^{commit}`]);
}

/** `user.email` as git would write it into a commit made in a folder. */
export function configuredEmail(folder: string): string | undefined {
  return git(folder, ['config', 'user.email']) || undefined;
}

/** Whether a text names a remote repository: a URL, or `host:path` as ssh writes it where no such file lies here. */
export function isRemote(text: string, cwd: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return true;
  return /^[^/\\:]+:[^\\]/.test(text) && !existsSync(resolve(cwd, text));
}

/**
 * A path as the graph wants it: below the repository's top, with slashes, none at the ends; empty for the top itself.
 * @param base the folder a relative path counts from, when it isn't the top
 * @throws Failure (usage) for a path outside of the repository
 */
export function pathBelow(root: string | undefined, path: string, base: string | undefined): string {
  const outside = () => usageFailure(`${path} lies outside of the repository.`, 'Name a file or folder below its top.');
  if (root !== undefined && (isAbsolute(path) || base !== undefined)) {
    const below = relative(root, resolve(base ?? root, path));
    if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) throw outside();
    return below.split(sep).join('/');
  }
  const below = posix.normalize(path.replace(/^(\.?\/)+/, '')).replace(/\/+$/, '');
  if (below === '..' || below.startsWith('../')) throw outside();
  return below === '.' ? '' : below;
}

function git(folder: string, args: readonly string[]): string | undefined {
  try {
    const output = execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.replace(/\n$/, '');
  } catch {
    return undefined;
  }
}
