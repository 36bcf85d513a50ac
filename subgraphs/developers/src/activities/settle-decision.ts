import { ApplicationFailure } from '@temporalio/activity';
import type { DecisionActivities } from '@trellis/contributions/identity-decisions.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { OperationFailure } from '@trellis/operations/operation.ts';
import { raiseEpoch, readEpoch } from '@trellis/projection/epoch.ts';
import type { ProjectionParts } from '@trellis/projection/projection-parts.ts';
import { lockIdentities } from '../store/identities.ts';
import {
  changeDecision,
  type DecisionChange,
  type DecisionState,
  findDecision,
  peopleOfAliases,
} from '../store/identity-decisions.ts';

/** What the workflow of a decision by hand asks of the subgraph that holds it. */
export function createDecisionActivities(parts: Pick<ProjectionParts, 'pool' | 'mirrorEpoch'>): DecisionActivities {
  return {
    async peopleOfDecision({ workspaceId, decisionId }) {
      return inWorkspace(parts.pool, workspaceId, async (db) => {
        const decision = await findDecision(db, workspaceId, decisionId);
        if (decision === undefined) throw new Error(`Decision ${decisionId} is not there.`);
        const people = await peopleOfAliases(db, workspaceId, decision.groups.flat());
        return { developerIds: people.flatMap(({ aliasIds }) => aliasIds) };
      });
    },

    async settleDecision({ workspaceId, decisionId, change, role, touchesClaimed }) {
      const isRefused = touchesClaimed && role !== 'owner';
      const { state, epoch } = await inWorkspace(parts.pool, workspaceId, async (db) => {
        await lockIdentities(db, workspaceId);
        const decision = await findDecision(db, workspaceId, decisionId);
        if (decision === undefined) throw new Error(`Decision ${decisionId} is not there.`);
        const next = (change === 'apply' ? applied : undone)(decision.state, isRefused);
        if (next === undefined) return { state: decision.state, epoch: await readEpoch(db, workspaceId) };
        await changeDecision(db, workspaceId, decisionId, { touchedClaimed: touchesClaimed, ...next });
        return { state: next.state, epoch: await raiseEpoch(db, workspaceId) };
      });
      await parts.mirrorEpoch?.(workspaceId, epoch);
      // Told by the state, so that an activity that is tried again says the same.
      if (state === (change === 'apply' ? 'withdrawn' : 'in-force')) throw ownerNeeded();
    },
  };
}

/** What becomes of a decision that is to come into force; undefined: it was settled before. */
function applied(state: DecisionState, isRefused: boolean): DecisionChange | undefined {
  if (state !== 'pending') return undefined;
  return { state: isRefused ? 'withdrawn' : 'in-force' };
}

/** What becomes of a decision that is to be undone; one that never came into force needs nobody's leave. */
function undone(state: DecisionState, isRefused: boolean): DecisionChange | undefined {
  if (state === 'pending') return { state: 'withdrawn', undoneAt: new Date() };
  if (state !== 'undoing') return undefined;
  return isRefused ? { state: 'in-force', undone: null } : { state: 'undone', undoneAt: new Date() };
}

function ownerNeeded(): ApplicationFailure {
  const failure: Omit<OperationFailure, 'code'> = {
    message: 'One of these people is a member of the workspace: only an owner decides who they are.',
    remedy: 'Ask an owner to make or undo the decision, or let the member end their claim first.',
  };
  return ApplicationFailure.nonRetryable('OWNER_NEEDED', 'OWNER_NEEDED', failure);
}
