import type { BatchRef } from './batch.ts';
import type { Projection } from './projection.ts';

/** What a rebuild is about, as its operation's row holds it. */
export interface RebuildInput {
  readonly subgraph: Projection;
  /** Null: every repository of the workspace. */
  readonly repositoryId: string | null;
  /** Rebuilds only rows that a projector older than this one wrote; null: all. */
  readonly olderThan: number | null;
}

/** Who asked for the rebuilds that no member asked for: nobody. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A stream as the manifest knows it, with the head of its last completed reading. */
export interface StreamHead {
  readonly repositoryId: string;
  /** The generation that the manifest names. */
  readonly stream: string;
  /** Whether it is the repository's state; otherwise a past state, or one that not every projection has whole. */
  readonly isCurrent: boolean;
  /** Number of the last batch of its completed readings; 0: none is completed. */
  readonly through: number;
  readonly headSha: string;
  /** Committer time of the head, seconds since 1970. */
  readonly headAt: number;
  /** When the reading was completed (RFC 3339). */
  readonly asOf: string;
  /** Object of the files at the head. */
  readonly headKey: string;
}

/** Streams that follow each other by repository and stream. */
export interface StreamPage {
  readonly streams: readonly StreamHead[];
  /** Where the next page begins; null: this is the last one. */
  readonly after: StreamCursor | null;
  /** Batches of all the streams asked for, those of other pages too. */
  readonly batches: number;
}

export interface StreamCursor {
  readonly repositoryId: string;
  readonly stream: string;
}

/** What the integrations subgraph tells of the manifest; served as `integrations.<activity>`. */
export interface ManifestActivities {
  listStreams(input: {
    readonly workspaceId: string;
    /** Null: of every repository. */
    readonly repositoryId: string | null;
    readonly after: StreamCursor | null;
  }): Promise<StreamPage>;
  /** The batches after one number and up to another, a bounded page of them. */
  listBatches(input: {
    readonly workspaceId: string;
    readonly stream: string;
    readonly after: number;
    readonly through: number;
  }): Promise<readonly BatchRef[]>;
  /**
   * Asks for a rebuild of what an older projector wrote, in nobody's name; joins one that is under way, and leaves it where
   * the last one failed less than a day ago.
   */
  requestRebuild(input: {
    readonly workspaceId: string;
    readonly subgraph: Projection;
    readonly olderThan: number;
  }): Promise<void>;
}

/** Rows that are being rebuilt: whose, and under which generation. */
export interface AsideRef {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly generation: string;
}

export interface BeginRebuild {
  readonly workspaceId: string;
  readonly operationId: string;
  readonly olderThan: number | null;
  readonly stream: StreamHead;
}

export interface RebuildBegun {
  readonly generation: string;
  /** Number of the last batch that the rows aside have. */
  readonly appliedThrough: number;
  /** Number of the last batch they need as things stand; an import that goes on moves it. */
  readonly through: number;
}

export type SwapOutcome =
  | { readonly kind: 'swapped' }
  /** The rows that readers see have further batches by now. */
  | { readonly kind: 'behind'; readonly through: number }
  /** What was being rebuilt is not what readers see any more, or was given up: begin anew. */
  | { readonly kind: 'superseded' };

/** What every projecting subgraph lets a rebuild ask; served as `<subgraph>.<activity>`. All idempotent. */
export interface RebuildActivities {
  /** Makes room for the rows aside, or finds those made before. Null: there is nothing to rebuild. */
  beginRebuild(input: BeginRebuild): Promise<RebuildBegun | null>;
  /**
   * Applies a stream's next batches, in sequence, to the rows aside. @returns false where these are gone
   * @throws BATCH_OUT_OF_SEQUENCE, BATCH_CORRUPT, BATCH_REFUSED, OBJECT_MISSING (not retried)
   */
  applyAside(aside: AsideRef, batches: readonly BatchRef[]): Promise<boolean>;
  /** Puts the rows aside in the place of those that readers see, once both have the same batches. */
  swapRebuild(aside: AsideRef, operationId: string, stream: StreamHead): Promise<SwapOutcome>;
  /** Gives up the rows aside that this operation began; they go with the next retired ones. */
  abandonRebuild(input: BeginRebuild): Promise<void>;
}
