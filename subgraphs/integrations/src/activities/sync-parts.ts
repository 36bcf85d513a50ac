import type { Redis } from '@trellis/cache/redis.ts';
import type { KeyRing } from '@trellis/config/config.ts';
import type { Pool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import type { ObjectStorage } from '@trellis/storage/object-storage.ts';

/** What the sync activities work with. */
export interface SyncParts {
  readonly pool: Pool;
  readonly storage: ObjectStorage;
  readonly redis: Redis;
  readonly keys: KeyRing;
  /** Clones of remote repositories and plans of readings lie below it. */
  readonly dataDir: string;
  readonly logger: Logger;
}

/** Prefix of everything stored for one generation. */
export function generationPrefix(workspaceId: string, repositoryId: string, generation: string): string {
  return `workspaces/${workspaceId}/repositories/${repositoryId}/${generation}/`;
}
