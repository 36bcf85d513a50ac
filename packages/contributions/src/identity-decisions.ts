/** A decision by hand about who is who, made or undone. */
export interface DecisionRef {
  readonly workspaceId: string;
  readonly decisionId: string;
}

/** What bringing a decision by hand everywhere asks of the developers subgraph, which holds it. All idempotent. */
export interface DecisionActivities {
  /**
   * Whom the aliases of a decision are now, under every id that they may be known by elsewhere: a copy may lag behind, and the
   * id of a person is one of their aliases.
   */
  peopleOfDecision(input: DecisionRef): Promise<{ readonly developerIds: string[] }>;
  /**
   * Puts a decision in force, or ends that. What touches a claimed person needs an owner: without one the decision is
   * withdrawn, or stays in force.
   * @throws OWNER_NEEDED (not retried)
   */
  settleDecision(
    input: DecisionRef & {
      readonly change: 'apply' | 'undo';
      /** The role that whoever asked for it had then. */
      readonly role: 'member' | 'admin' | 'owner';
      readonly touchesClaimed: boolean;
    },
  ): Promise<void>;
}

/** What it asks of the teams subgraph, which knows whom members are. */
export interface ClaimActivities {
  /** Of these people those who are a member's, as far as one of their aliases is. */
  claimedDevelopers(input: {
    readonly workspaceId: string;
    readonly developerIds: readonly string[];
  }): Promise<{ readonly claimed: string[] }>;
}
