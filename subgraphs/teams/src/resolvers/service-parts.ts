import type { Pool } from 'pg';
import type { AuthorshipCache } from '../store/authorship-cache.ts';
import type { AccessChanges } from '../store/change-access.ts';

/** What the resolvers work with. */
export interface ServiceParts {
  readonly pool: Pool;
  readonly authorship: AuthorshipCache;
  readonly changes: AccessChanges;
  /** How browsers reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
  /** Tells the caches that the workspace's data (`teams`), or who may see what (`access`), has changed. */
  mirrorEpoch(workspaceId: string, name: 'teams' | 'access', epoch: number): Promise<void>;
}
