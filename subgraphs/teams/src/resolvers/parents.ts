import type { AccessChangeRow } from '../store/access-log.ts';
import type { AuthorshipState } from '../store/authorship-cache.ts';
import type { ClaimRow } from '../store/claims.ts';
import type { InvitationRow } from '../store/invitations.ts';
import type { MemberRow, OwnWorkspaceRow } from '../store/members.ts';
import type { ShareRow } from '../store/shares.ts';
import type { ApiTokenRow, SignInRow } from '../store/sign-ins.ts';
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

export interface ErasurePreviewParent {
  readonly developerId: string;
}

/** One file of a state that was read, by its index in the state's list. */
export interface RepositoryFileParent {
  readonly state: AuthorshipState;
  readonly file: number;
}

/** What was read of a member; who is asked for by id alone is read by `loadMember`. */
export type MemberParent = MemberRow;
export type InvitationParent = InvitationRow;
export type ClaimParent = ClaimRow;
export type ShareParent = ShareRow;
export type SignInParent = SignInRow;
export type ApiTokenParent = ApiTokenRow;
export type AccessChangeParent = AccessChangeRow;
export type OwnWorkspaceParent = OwnWorkspaceRow;

export interface IdentityAgreementParent {
  readonly id: string;
}
