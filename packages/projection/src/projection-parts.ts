import type { ObjectStorage } from '@trellis/storage/object-storage.ts';
import type { Pool } from 'pg';

/** What the activities of a projecting subgraph work with. */
export interface ProjectionParts {
  /** Connections with the subgraph's service role. */
  readonly pool: Pool;
  readonly storage: ObjectStorage;
  /**
   * Mirrors an epoch once its transaction is committed; absent where nothing is cached. Where it fails, the activity
   * fails with it, and its retry mirrors again.
   */
  readonly mirrorEpoch?: ((workspaceId: string, epoch: number) => Promise<void>) | undefined;
  /** Hears of each batch that was applied and committed: for metrics. */
  readonly onApplied?: ((batch: { readonly commits: number; readonly durationMs: number }) => void) | undefined;
}
