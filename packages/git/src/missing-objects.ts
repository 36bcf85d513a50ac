import { streamGit } from './run-git.ts';

/**
 * What a partial clone lacks of the history of `head`. Walks the history until the first absent object, so a clone that
 * has everything is walked in full.
 */
export async function missingObjects(
  repository: { readonly gitDir: string },
  head: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<'nothing' | 'contents' | 'trees'> {
  if (await isAnyMissing(repository, head, ['--filter=blob:none'], options)) return 'trees';
  return (await isAnyMissing(repository, head, [], options)) ? 'contents' : 'nothing';
}

async function isAnyMissing(
  repository: { readonly gitDir: string },
  head: string,
  filter: readonly string[],
  options: { readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const args = ['rev-list', '--objects', '--no-object-names', '--missing=print', ...filter, '--end-of-options', head];
  const what = 'The objects of the history could not be listed';
  for await (const chunk of streamGit(args, what, { gitDir: repository.gitDir, signal: options.signal })) {
    // Only an absent object's line holds a question mark.
    if (chunk.includes('?')) return true;
  }
  return false;
}
