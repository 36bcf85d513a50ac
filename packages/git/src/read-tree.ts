import { posix } from 'node:path';
import { textOfPath } from './path-text.ts';
import { readBlobs } from './read-blobs.ts';
import { streamGit } from './run-git.ts';

export interface TreeEntry {
  /** See path-text.ts for paths that are not UTF-8. */
  readonly path: string;
  /** The id of its content. */
  readonly blob: string;
  /** Bytes; null where a partial clone has no content to measure. */
  readonly size: number | null;
  readonly kind: 'file' | 'executable' | 'symlink';
}

interface Repository {
  readonly gitDir: string;
  readonly missing: 'nothing' | 'contents' | 'trees';
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = { '100755': 'executable', '120000': 'symlink' };
/** Larger attribute and mailmap files are cut; git itself ignores attribute files over 100 MB. */
const SETTINGS_BYTES = 4 * 1024 * 1024;

/** All files at a commit in pieces, sorted by path as git sorts; submodules are left out. Empty when folders are missing. */
export async function* listTree(
  repository: Repository,
  sha: string,
  options: Options = {},
): AsyncGenerator<readonly TreeEntry[]> {
  if (repository.missing === 'trees') return;
  const withSize = repository.missing === 'nothing';
  const args = ['ls-tree', '-r', '-z', '--full-tree', ...(withSize ? ['-l'] : []), sha];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of streamGit(args, 'The files could not be listed', {
    gitDir: repository.gitDir,
    ...options,
  })) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const entries: TreeEntry[] = [];
    let at = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
      const entry = entryFrom(bytes, at, end);
      if (entry) entries.push(entry);
      at = end + 1;
    }
    rest = bytes.subarray(at);
    if (entries.length > 0) yield entries;
  }
}

/** Every `.gitattributes` at a commit, folders before the folders in them; `directory` is '' for the top. */
export async function readAttributes(
  repository: Repository,
  sha: string,
  options: Options = {},
): Promise<{ directory: string; text: string }[]> {
  const directories = new Map<string, string[]>();
  for await (const entries of listTree(repository, sha, options)) {
    for (const { path, blob, kind } of entries) {
      // Git, too, ignores attributes behind a symbolic link.
      if (kind === 'symlink' || !(path === ATTRIBUTES || path.endsWith(`/${ATTRIBUTES}`))) continue;
      const directory = posix.dirname(path) === '.' ? '' : posix.dirname(path);
      directories.set(blob, [...(directories.get(blob) ?? []), directory]);
    }
  }
  const files: { directory: string; text: string }[] = [];
  const read = readBlobs(repository, directories.keys(), { maxBytes: SETTINGS_BYTES, ...options });
  for await (const { blob, content } of read) {
    const text = content?.toString('utf8') ?? '';
    for (const directory of directories.get(blob) ?? []) files.push({ directory, text });
  }
  return files.sort((a, b) => depth(a.directory) - depth(b.directory) || (a.directory < b.directory ? -1 : 1));
}

const ATTRIBUTES = '.gitattributes';

/** The text of `.mailmap` at the top of a commit; '' when there is none. */
export async function readMailmap(repository: Repository, sha: string, options: Options = {}): Promise<string> {
  for await (const { content } of readBlobs(repository, [`${sha}:.mailmap`], {
    maxBytes: SETTINGS_BYTES,
    ...options,
  })) {
    return content?.toString('utf8') ?? '';
  }
  return '';
}

/** "100644 blob <id>    1234\t<path>", the size absent without -l. */
function entryFrom(bytes: Buffer, start: number, end: number): TreeEntry | null {
  const tab = bytes.indexOf(0x09, start);
  const [mode, type, blob, size] = bytes.toString('latin1', start, tab).split(/ +/) as [
    string,
    string,
    string,
    string?,
  ];
  if (type !== 'blob') return null;
  return {
    path: textOfPath(bytes, tab + 1, end),
    blob,
    size: size === undefined || size === '-' ? null : Number(size),
    kind: KINDS[mode] ?? 'file',
  };
}

function depth(directory: string): number {
  return directory === '' ? 0 : directory.split('/').length;
}
