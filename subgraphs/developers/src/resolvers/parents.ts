import type { OperationView } from '@trellis/operations/operation-resolvers.ts';
import type { Alias, Developer } from '../store/developers.ts';

/** What the resolvers of each type get as their parent. */
export interface DeveloperParent extends Developer {}
export interface AliasParent extends Alias {}
/** The reference alone: a repository of which nothing was imported yet has no row here. */
export interface RepositoryParent {
  readonly id: string;
}
export interface WorkspaceParent {
  readonly id: string;
}
export type IdentityOperationParent = OperationView;
