import type { OperationView } from '@trellis/operations/operation-resolvers.ts';
import type { IdentityWarning } from '../domain/change-warnings.ts';
import type { DuplicateSuggestion } from '../domain/suggest-duplicates.ts';
import type { AliasActivity } from '../store/alias-activity.ts';
import type { Alias, Developer } from '../store/developers.ts';
import type { IdentityDecision } from '../store/identity-decisions.ts';

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
export interface ErasurePreviewParent {
  readonly developerId: string;
  readonly name: string;
  readonly aliases: number;
  readonly addresses: number;
  readonly mailmapLines: number;
  readonly lookedFor: readonly string[];
  readonly notLookedFor: readonly string[];
  readonly commits: number;
  readonly repositories: number;
  readonly stays: readonly string[];
}
export interface RemovalPreviewParent {
  readonly repositoryId: string;
}
export type IdentityOperationParent = OperationView;
export type IdentityDecisionParent = IdentityDecision;
export interface IdentityDecisionGroupParent {
  readonly aliasIds: readonly string[];
}
export type DuplicateSuggestionParent = DuplicateSuggestion;
/** A person as a set of aliases, of people who are or of those who would be. */
export interface PreviewedPersonParent extends AliasActivity {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  /** The main one first. */
  readonly aliasIds: readonly string[];
}
export interface IdentityChangePreviewParent {
  readonly before: readonly PreviewedPersonParent[];
  readonly after: readonly PreviewedPersonParent[];
  readonly warnings: readonly IdentityWarning[];
}
