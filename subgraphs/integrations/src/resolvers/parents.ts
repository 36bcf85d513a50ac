import type { OperationView } from '@trellis/operations/operation-resolvers.ts';
import type { ImportRunRow } from '../store/import-runs.ts';
import type { LimitationRow } from '../store/limitations.ts';
import type { StreamRow } from '../store/streams.ts';

/** Resolvers of these types get what the store gave, and load the rest themselves. */
export interface RepositoryParent {
  readonly id: string;
}
export interface WorkspaceParent {
  readonly id: string;
}
export interface RemovalPreviewParent {
  readonly repositoryId: string;
  readonly name: string;
  readonly commits: number;
  readonly pastStates: number;
  readonly batches: number;
  readonly deletesClone: boolean;
  readonly keeps: string;
  readonly cancels: ImportRunRow | null;
}
export type ImportRunParent = ImportRunRow;
export type LimitationParent = LimitationRow;
export type MaintenanceOperationParent = OperationView;
export type ProjectionStreamParent = StreamRow;
