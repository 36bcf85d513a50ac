import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { FileAuthorship } from '../domain/file-authorship.ts';
import { filesBelow, selectFiles } from '../domain/file-selection.ts';
import { type Ownership, ownership, ownershipTree } from '../domain/ownership-tree.ts';
import type { RepositoryDirectoryArgs, ResolversTypes } from '../generated/resolvers.ts';
import { cleanPath, findAuthorship } from './find-authorship.ts';
import type { ServiceParts } from './service-parts.ts';

type Directory = Awaited<ResolversTypes['Directory']>;

/** One level of the directory tree with its ownership; null where the head has no such directory. */
export async function resolveDirectory(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  args: Partial<RepositoryDirectoryArgs>,
): Promise<Directory | null> {
  const state = await findAuthorship(parts, context, repositoryId, args.state);
  if (state === undefined) return null;
  const { authorship, active } = state;
  const path = cleanPath(args.path);
  const { start, end } = filesBelow(authorship.files, path);
  if (start === end && path !== '') return null;
  const files = selectFiles(authorship.files, path, args.files ?? 'SOURCE');
  return {
    path,
    ...describe(authorship, ownership(authorship, files, active)),
    children: ownershipTree(authorship, files, path, active).map(({ name, path: below, isDirectory, ...owned }) => ({
      name,
      path: below,
      isDirectory,
      ...describe(authorship, owned),
    })),
  };
}

function describe({ authors }: FileAuthorship, { topAuthor, topAuthorFiles, ...owned }: Ownership) {
  const id = topAuthor === null ? undefined : authors[topAuthor]?.id;
  return { ...owned, topDeveloper: id === undefined ? null : { id }, topDeveloperFiles: topAuthorFiles };
}
