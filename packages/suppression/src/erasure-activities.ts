import type { BatchRef } from '@trellis/contributions/batch.ts';
import type { TakeSuppressions } from './take-suppressions.ts';

/** A workspace whose texts are gone over, under suppressions up to a version. */
export interface Redaction {
  readonly workspaceId: string;
  readonly version: number;
}

/** What every subgraph that keeps texts does when somebody is erased. All idempotent. */
export interface SuppressingActivities {
  /** From here on, nothing is written that the suppressions keep out. */
  takeSuppressions(input: TakeSuppressions): Promise<void>;
}

/** Developers: decides what is kept out. */
export interface ErasingActivities {
  suppressPerson(ref: { readonly workspaceId: string; readonly operationId: string }): Promise<TakeSuppressions>;
  /** Takes words out of operations, unlinks what is cached, and leaves no dead rows and statistics behind. */
  forgetTraces(input: { readonly workspaceId: string }): Promise<void>;
}

/** Teams: knows who is in which team. */
export interface MembershipErasure {
  /** Drops memberships and claims of the erased people, and what was written about them. */
  dropPersonalRows(input: Redaction): Promise<void>;
}

/** Analytics: keeps subjects of commits, and hours of the day. */
export interface CommitErasure {
  redactCommits(input: Redaction): Promise<void>;
}

/** Predictions: keeps an index of texts. */
export interface IndexErasure {
  /** Takes out of the index what the texts of these batches may not say; before the texts themselves are rewritten. */
  redactIndex(input: Redaction & { readonly batches: readonly BatchRef[] }): Promise<void>;
  /** Leaves no dead rows and statistics behind. */
  forgetTerms(input: { readonly workspaceId: string }): Promise<void>;
}

/** Integrations: keeps the texts themselves. */
export interface TextErasure {
  /** Repositories that have batches, and how many. */
  redactable(input: {
    readonly workspaceId: string;
  }): Promise<readonly { readonly repositoryId: string; readonly batches: number }[]>;
  /** The repository's batches in a fixed order, from a place on. */
  batchesFrom(input: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly from: number;
    readonly atMost: number;
  }): Promise<readonly BatchRef[]>;
  /** Rewrites the texts, and the alias files that were left over. */
  redactTexts(input: Redaction & { readonly repositoryId: string }): Promise<void>;
  /** Takes words out of imports, limitations and operations. */
  redactMessages(input: Redaction): Promise<void>;
}
