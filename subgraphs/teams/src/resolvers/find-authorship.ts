import { type Unavailable, unavailable } from '@trellis/service-kit/metric.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { AuthorshipRules, FileAuthorship } from '../domain/file-authorship.ts';
import { type FileSelection, fileAt, filesBelow, selectFiles } from '../domain/file-selection.ts';
import type { AuthorshipState } from '../store/authorship-cache.ts';
import type { ServiceParts } from './service-parts.ts';

/** How Trellis itself tells authors apart. */
export const PEOPLE: AuthorshipRules = { aliases: 'PERSON', coAuthors: 'FULL' };

/** Authorship in a state of a repository; the fields of one request share the reading. Undefined: there is none to read. */
export function findAuthorship(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  state?: string | null,
  rules: AuthorshipRules = PEOPLE,
): Promise<AuthorshipState | undefined> {
  const { workspaceId } = context.viewer;
  const loader = context.loader<string, AuthorshipState | undefined>('authorship', (keys) =>
    Promise.all(
      keys.map((key) => {
        const [repository, past, asked] = JSON.parse(key) as [string, string | null, AuthorshipRules];
        return parts.authorship.read(workspaceId, repository, past, asked);
      }),
    ),
  );
  return loader.load(JSON.stringify([repositoryId, state ?? null, rules]));
}

/** Why a repository has no authorship to read. */
export function nothingToRead(state?: string | null): Unavailable {
  if (state != null)
    return unavailable('STATE_NOT_DERIVED', 'This past state is not there.', 'Ask for the state of that day anew.');
  return unavailable(
    'NOT_IMPORTED',
    'The repository was not imported yet.',
    'Import it, or wait for its first import.',
  );
}

/** A path as it stands in the list of files: no slash at either end. */
export function cleanPath(path: string | null | undefined): string {
  return (path ?? '').replace(/^\/+|\/+$/g, '');
}

/**
 * The files a path stands for: a file itself (whatever its class), or those below a directory that count.
 * Undefined: the head has neither.
 */
export function filesOfPath({ files }: FileAuthorship, path: string, selection: FileSelection): Int32Array | undefined {
  const file = fileAt(files, path);
  if (file !== -1) return Int32Array.of(file);
  const { start, end } = filesBelow(files, path);
  return start === end && path !== '' ? undefined : selectFiles(files, path, selection);
}

/** Why no file counts. */
export function noFiles(
  path: string,
  files: Int32Array | undefined,
  selection: FileSelection,
): Unavailable | undefined {
  if (files === undefined)
    return unavailable('PATH_UNKNOWN', `The head has no ${path}.`, 'Ask for a path that the analysed head has.');
  if (files.length > 0) return undefined;
  if (selection === 'ALL') return unavailable('NO_FILES', 'The head has no files.', 'Import a branch with files.');
  return unavailable(
    'NO_FILES',
    'There are no source files here.',
    'Count every file: ask with files: ALL (in a terminal: --files all).',
  );
}

/** A day (UTC) as YYYY-MM-DD; null for no time. */
export function dayOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString().slice(0, 10);
}
