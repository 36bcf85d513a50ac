import type { ApplyIdentities } from './projection.ts';

/** A repository on its way out. */
export interface RemovedRepository {
  readonly workspaceId: string;
  readonly repositoryId: string;
}

/** What every projecting subgraph does when a repository is removed. All idempotent. */
export interface DroppingActivities {
  /** Takes away all its states, for readers at once; what others have in common with it is derived anew. */
  dropRepository(input: RemovedRepository): Promise<void>;
}

/** Developers: forgets names that nothing else brought. */
export interface ForgettingActivities {
  /** @returns who is who among those that are left */
  forgetRepository(input: RemovedRepository): Promise<ApplyIdentities | null>;
}

/** Teams: knows who is in which team. */
export interface MembershipForgetting {
  /** Drops memberships and claims of people whom no repository knows any more. */
  forgetPeople(input: { readonly workspaceId: string }): Promise<void>;
}

/** Integrations: holds the repository itself. */
export interface RemovalActivities {
  /** Asks for its imports to stop; gives how many still go on. */
  stopImports(input: RemovedRepository): Promise<number>;
  /** Deletes batches, texts, heads and alias files. */
  deleteObjects(input: RemovedRepository): Promise<void>;
  /** Deletes the clone that Trellis made, and plans of readings; never a folder of somebody else's. */
  deleteClone(input: RemovedRepository): Promise<void>;
  /** Deletes its rows, the last thing that says that it was there. */
  deleteRows(input: RemovedRepository): Promise<void>;
}
