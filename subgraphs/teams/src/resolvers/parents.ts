import type { AuthorshipState } from '../store/authorship-cache.ts';
import type { TeamRow } from '../store/teams.ts';

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
export type TeamParent = TeamRow;

export interface ViewerParent {
  readonly memberId: string;
}

/** One file of a state that was read, by its index in the state's list. */
export interface RepositoryFileParent {
  readonly state: AuthorshipState;
  readonly file: number;
}
