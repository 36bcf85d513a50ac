import type { Pool } from 'pg';
import type { AuthorshipCache } from '../store/authorship-cache.ts';
import type { TeamChanges } from '../store/team-changes.ts';

/** What the resolvers work with. */
export interface ServiceParts {
  readonly pool: Pool;
  readonly authorship: AuthorshipCache;
  readonly changes: TeamChanges;
  /** How browsers reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
  /** Tells the caches that what the workspace's members see has changed. */
  mirrorEpoch(workspaceId: string, epoch: number): Promise<void>;
}
