import type { BatchRef } from '@trellis/contributions/batch.ts';

export interface ImportTarget {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly importId: string;
}

/** What an import has to do; ids and small numbers only, as it travels through Temporal. */
export type ImportPlan =
  | { readonly kind: 'nothing-new' }
  | {
      readonly kind: 'read';
      readonly generation: string;
      readonly ordinal: number;
      /** `current` replaces what readers see once it is whole; `past` stands beside it. */
      readonly generationKind: 'current' | 'past';
      readonly until: string | null;
      readonly commits: number;
      readonly segments: number;
      /** Number of the stream's batch that this reading begins with. */
      readonly firstBatch: number;
      readonly headSha: string;
      /** Seconds since 1970. */
      readonly headAt: number;
      readonly headKey: string;
      /** Names from .mailmap; null where the head has none that is new. */
      readonly aliasKey: string | null;
      /** True where it finishes an interrupted reading of an older head: look again afterwards. */
      readonly lookAgain: boolean;
    };

export interface SegmentRead {
  readonly batches: readonly BatchRef[];
  /** Alias file of the segment; null where it was applied and deleted before. */
  readonly aliasKey: string | null;
}

export interface ImportFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** How far one projection is with the batches of a reading, and where it stopped by itself. */
export interface ProjectedStream {
  readonly subgraph: string;
  /** Number of the last batch applied. */
  readonly appliedThrough: number;
  /** Why nothing after it is applied; `batch` null: names or the files at the head could not be read. */
  readonly halted: { readonly code: string; readonly batch: number | null } | null;
}

/** How far the projections are with a reading. */
export interface Projected {
  readonly generation: string;
  /** Commits that even the slowest projection has; those that halted aside. */
  readonly commits: number;
  readonly streams: readonly ProjectedStream[];
}

/** What the integrations subgraph lets the sync queue ask. All idempotent; the long ones heartbeat and can be cancelled. */
export interface SyncActivities {
  /** Clones or fetches a URL, looks at the head and plans what to read. @throws coded failures of git, not retried */
  prepareImport(target: ImportTarget): Promise<ImportPlan>;
  /** Reads one segment of the plan, writes its batches and puts them on the manifest. */
  readSegment(
    target: ImportTarget,
    reading: { generation: string; ordinal: number; segment: number },
  ): Promise<SegmentRead>;
  recordProjected(target: ImportTarget, projected: Projected): Promise<void>;
  /** All commits of the reading are projected, as far as no projection halted. */
  recordFinishing(target: ImportTarget, projected: Projected): Promise<void>;
  /** The reading is projected whole and activated: makes it the repository's state, drops what nobody reads. */
  completeReading(target: ImportTarget, reading: { generation: string; ordinal: number; asOf: string }): Promise<void>;
  recordSucceeded(target: ImportTarget): Promise<void>;
  /** @param projected null where nothing was being projected */
  recordFailed(target: ImportTarget, failure: { readonly code: string }, projected: Projected | null): Promise<void>;
  recordCancelled(target: ImportTarget): Promise<void>;
}
