import type { BatchRef } from './batch.ts';

/**
 * One reading of one repository at one head lineage; projected aside, then swapped in. Outside of a projection it names the
 * stream of its batches, whichever rows a rebuild has put in their place; inside, the rows.
 */
export interface GenerationRef {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly generation: string;
}

export interface BeginGeneration extends GenerationRef {
  /** `current` replaces the repository's current generation when activated; `past` stands beside it as a state. */
  readonly kind: 'current' | 'past';
  /** For `past`: the day (UTC) whose end it describes. */
  readonly until: string | null;
  /** Number of the first batch that comes; those before it were applied. Default: 1. */
  readonly firstBatch?: number;
}

export interface ActivateGeneration extends GenerationRef {
  readonly headSha: string;
  /** Committer time of the head, seconds since 1970. */
  readonly headAt: number;
  /** When the import that completed this state ended (RFC 3339): the `asOf` of every number. */
  readonly asOf: string;
}

export interface ApplyHead extends GenerationRef {
  /** Object of HeadFile lines: all files at the analysed head. */
  readonly objectKey: string;
}

export interface ApplyIdentities {
  readonly workspaceId: string;
  /** Rises by one with each change of decisions; an older or equal one is ignored. */
  readonly version: number;
  /** Object of IdentityLine lines: every alias of the workspace (a full set, so that versions may be skipped). */
  readonly objectKey: string;
}

export interface ApplyAliases {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** Object of AliasLine lines; deleted once applied. */
  readonly objectKey: string;
}

/** What every projecting subgraph (developers, teams, analytics, predictions) lets the workers ask. All idempotent. */
export interface ProjectionActivities {
  beginGeneration(input: BeginGeneration): Promise<void>;
  /** Applies the stream's next batch; one that was applied already is skipped. @throws BATCH_OUT_OF_SEQUENCE, BATCH_CORRUPT (not retried) */
  applyBatch(ref: BatchRef): Promise<void>;
  applyIdentities(input: ApplyIdentities): Promise<void>;
  /** Makes the generation readable (for `current`: swaps it in and retires the one before) and raises the epoch. */
  activateGeneration(input: ActivateGeneration): Promise<{ readonly epoch: number }>;
  /** Deletes the rows of retired and abandoned generations of the repository; keeps the newest five past states. */
  dropRetiredGenerations(input: { readonly workspaceId: string; readonly repositoryId: string }): Promise<void>;
}

/** What the developers subgraph does besides: it owns names and identity decisions. */
export interface IdentityActivities {
  applyAliases(input: ApplyAliases): Promise<void>;
  /** Decides anew which aliases are one person; null where nothing changed since `knownVersion`. */
  resolveIdentities(input: {
    readonly workspaceId: string;
    readonly knownVersion: number;
  }): Promise<ApplyIdentities | null>;
}

/** What the teams subgraph does besides: it tells authorship of the files that are there. */
export interface HeadActivities {
  applyHead(input: ApplyHead): Promise<void>;
}

/** The subgraphs whose rows follow from the batches. */
export const PROJECTIONS = ['developers', 'teams', 'analytics', 'predictions'] as const;
export type Projection = (typeof PROJECTIONS)[number];

/** Version of each projector: rows written by an older one are rebuilt, while readers see the old ones until the swap. */
export const PROJECTOR_VERSIONS: Readonly<Record<Projection, number>> = {
  developers: 1,
  teams: 1,
  analytics: 1,
  predictions: 1,
};
