/** The least role a field may ask for, weakest first. */
export const VIEWER_ROLES = ['member', 'admin', 'owner'] as const;
export type ViewerRole = (typeof VIEWER_ROLES)[number];

/** What the viewer may see of whom; resolved by the teams subgraph once per sign-in and epoch of access. */
export interface Grants {
  /** Developer ids that are the viewer, by verified aliases only. */
  readonly self: readonly string[];
  /** Developer ids of people in teams that the viewer leads. */
  readonly leads: readonly string[];
  /** Developer ids of people who share their own data with the viewer. */
  readonly sharedBy: readonly string[];
  /** Teams that the viewer is in or leads, those below a led one included. */
  readonly teams?: readonly string[];
}

/** Who asks: the content of the internal token. */
export interface Viewer {
  readonly workspaceId: string;
  readonly memberId: string;
  /** The browser's sign-in; absent for an API token. */
  readonly signInId?: string;
  readonly role: ViewerRole;
  /** The workspace has one member: the owner counts as `self` for everybody. */
  readonly solo: boolean;
  readonly grants: Grants;
}
