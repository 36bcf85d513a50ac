import type { ApplyIdentities } from '@trellis/contributions/projection.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { lockIdentities } from '../store/identities.ts';
import { forgetRepositoryAliases } from '../store/repository-aliases.ts';
import type { DeveloperParts } from './developer-parts.ts';
import { resolveIdentities } from './resolve-identities.ts';

/** Forgets the names that a repository alone brought, and decides anew who is who among those that are left. */
export async function forgetRepository(
  parts: DeveloperParts,
  { workspaceId, repositoryId }: { readonly workspaceId: string; readonly repositoryId: string },
): Promise<ApplyIdentities | null> {
  await inWorkspace(parts.pool, workspaceId, async (db) => {
    await lockIdentities(db, workspaceId);
    await forgetRepositoryAliases(db, workspaceId, repositoryId);
  });
  return resolveIdentities(parts, { workspaceId, knownVersion: 0 });
}
