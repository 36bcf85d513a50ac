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
