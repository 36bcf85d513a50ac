import type { StoredCommit } from '../store/commits.ts';

/** What resolvers of the shared entities get: the reference, nothing read yet. */
export interface DeveloperParent {
  readonly id: string;
}
export interface RepositoryParent {
  readonly id: string;
}
export interface WorkspaceParent {
  readonly id: string;
}
/** With the members that the teams subgraph named. */
export interface TeamParent {
  readonly id: string;
  readonly memberIds: readonly string[];
}

/** With what the developers subgraph would look for. */
export interface ErasurePreviewParent {
  readonly developerId: string;
  readonly lookedFor: readonly string[];
}

export interface CommitParent extends StoredCommit {
  readonly repositoryId: string;
}
