import type { GenerationRef } from '@trellis/contributions/projection.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { PrepareBatch } from './apply-batch.ts';

/** Which repository has other rows from now on. */
export type Activation = Pick<GenerationRef, 'workspaceId' | 'repositoryId'>;

/** Reads the files at a head, and gives what writes them under a generation. */
export type PrepareHead = (objectKey: string) => Promise<(db: WorkspaceClient, rows: GenerationRef) => Promise<void>>;

/** What is a subgraph's own in a rebuild. */
export interface Projector {
  readonly version: number;
  readonly prepare: PrepareBatch;
  /** Its part of the swap, in the same transaction. */
  readonly onActivate?: (db: WorkspaceClient, swapped: Activation) => Promise<void>;
  /** Absent where the files at the head leave no rows. */
  readonly prepareHead?: PrepareHead;
  /** What is done ahead of the swap, outside of its transaction. */
  readonly beforeSwap?: () => Promise<void>;
}
