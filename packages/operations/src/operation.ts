/** What a mutation can set off that goes on after it; each is a workflow of this name on the queue `operations`. */
export const OPERATION_KINDS = [
  'applyIdentityDecision',
  'erasePerson',
  'removeRepository',
  'rebuildProjection',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

export type OperationState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** Why an operation failed, in words for whoever asked for it. */
export interface OperationFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** One piece of work that a mutation asked for, as it stands. */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  /** What it is about: ids, never names. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The member who asked, and the role they had then. */
  readonly requestedBy: string;
  readonly requestedRole: 'member' | 'admin' | 'owner';
  readonly requestId: string | null;
  /** Rises each time it is tried again. */
  readonly attempt: number;
  readonly state: OperationState;
  /** What it is doing, e.g. `redact-subjects`; null before it began. */
  readonly step: string | null;
  /** Parts done, of how many; total null: not known yet. */
  readonly done: number;
  readonly total: number | null;
  readonly error: OperationFailure | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Names an operation for Temporal, which holds ids only. */
export interface OperationRef {
  readonly workspaceId: string;
  readonly operationId: string;
}

/** What the workflow of an operation needs to know before it begins. */
export interface OperationTask {
  readonly input: Operation['input'];
  readonly requestedRole: Operation['requestedRole'];
}

/** What a subgraph that asks for operations lets their workflows do with its rows. All idempotent. */
export interface OperationActivities {
  beginOperation(ref: OperationRef): Promise<OperationTask>;
  recordOperationProgress(
    ref: OperationRef,
    progress: { readonly step: string; readonly done: number; readonly total: number | null },
  ): Promise<void>;
  succeedOperation(ref: OperationRef): Promise<void>;
  failOperation(ref: OperationRef, failure: OperationFailure): Promise<void>;
}
