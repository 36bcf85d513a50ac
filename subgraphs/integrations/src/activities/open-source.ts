import path from 'node:path';
import { cloneOrFetch } from '@trellis/git/clone-repository.ts';
import { openRepository, type RepositoryHandle } from '@trellis/git/open-repository.ts';
import type { RepositoryRow } from '../store/repositories.ts';

/** Folder of the bare clone of a remote repository; only folders below it are ever deleted. */
export function cloneFolder(dataDir: string, repository: RepositoryRow): string {
  return path.join(dataDir, 'clones', repository.workspaceId, `${repository.id}.git`);
}

/** Opens the local copy of a repository as it is: the user's own folder, or our clone of a remote. */
export function openSource(
  dataDir: string,
  repository: RepositoryRow,
  signal?: AbortSignal,
): Promise<RepositoryHandle> {
  const location = repository.kind === 'URL' ? cloneFolder(dataDir, repository) : repository.location;
  return openRepository(location, { branch: repository.requestedBranch ?? undefined, signal });
}

/** Brings our clone of a remote up to date (a path needs nothing), then opens it. */
export async function refreshSource(
  dataDir: string,
  repository: RepositoryRow,
  signal: AbortSignal,
  onProgress: (message: string) => void,
): Promise<RepositoryHandle> {
  if (repository.kind === 'URL') {
    await cloneOrFetch(repository.location, cloneFolder(dataDir, repository), {
      onProgress: ({ step, percent }) => onProgress(percent === null ? step : `${step} ${percent} %`),
      signal,
      allowFile: true,
    });
  }
  return openSource(dataDir, repository, signal);
}
