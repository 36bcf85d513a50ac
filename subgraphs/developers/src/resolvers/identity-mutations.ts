import { isUuid } from '@trellis/contributions/ids.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { type OperationParts, type OperationView, viewOperation } from '@trellis/operations/operation-resolvers.ts';
import { findOperation, requestOperation } from '@trellis/operations/store.ts';
import { raiseEpoch } from '@trellis/projection/epoch.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { lockIdentities } from '../store/identities.ts';
import {
  addDecision,
  changeDecision,
  findDecision,
  type IdentityDecision,
  isUnderWay,
  peopleOfAliases,
  withoutLaterOnes,
} from '../store/identity-decisions.ts';
import { newDecision, type ProposedChange, readMerge, readReason, readSplit } from './identity-change.ts';

type IdentityMutations = Pick<
  Required<MutationResolvers>,
  'mergeDevelopers' | 'splitDeveloper' | 'undoIdentityDecision' | 'dismissDuplicate' | 'undoDismissal'
>;

/**
 * Decisions by hand about who is who. Each is written with the operation that brings it everywhere, in one transaction and
 * one after the other, so that two people who decide at once never decide past each other.
 */
export function identityMutations({ pool, poke }: OperationParts): IdentityMutations {
  const deciding = <T>({ viewer }: ResolverContext, work: (db: WorkspaceClient) => Promise<T>): Promise<T> =>
    inWorkspace(pool, viewer.workspaceId, async (db) => {
      await lockIdentities(db, viewer.workspaceId);
      const result = await work(db);
      await raiseEpoch(db, viewer.workspaceId);
      return result;
    });

  async function decide(
    context: ResolverContext,
    read: (db: WorkspaceClient) => Promise<ProposedChange | null>,
    reason: string | null,
  ): Promise<OperationView> {
    const { workspaceId } = context.viewer;
    const operation = await deciding(context, async (db) => {
      const change = await read(db);
      if (change === null) throw new CodedError('NOT_FOUND', 'There is no such person in this workspace.');
      await refuseUnderWay(db, workspaceId, change.groups.flat());
      const decision = newDecision(change, context.viewer, reason);
      const requested = await request(db, context, { decisionId: decision.id, change: 'apply' });
      await addDecision(db, workspaceId, { ...decision, operationId: requested.id });
      return requested;
    });
    poke();
    return viewOperation(operation);
  }

  return {
    mergeDevelopers: (_, { input }, context) =>
      decide(context, (db) => readMerge(db, context.viewer.workspaceId, input), readReason(input.reason)),

    splitDeveloper: (_, { input }, context) =>
      decide(context, (db) => readSplit(db, context.viewer.workspaceId, input), readReason(input.reason)),

    undoIdentityDecision: async (_, { id }, context) => {
      const { workspaceId, memberId, role } = context.viewer;
      const operation = await deciding(context, async (db) => {
        const decision = await findUndoable(db, workspaceId, id);
        const requested = await request(db, context, { decisionId: decision.id, change: 'undo' });
        await changeDecision(db, workspaceId, decision.id, {
          // One that never came into force stays out of it.
          state: decision.state === 'pending' ? 'pending' : 'undoing',
          operationId: requested.id,
          undone: { by: memberId, role },
        });
        return requested;
      });
      poke();
      return viewOperation(operation);
    },

    dismissDuplicate: async (_, { input }, context) => {
      const { workspaceId } = context.viewer;
      const ids = [...new Set(input.developerIds.map((id) => id.toLowerCase()))];
      if (ids.length !== 2)
        throw new CodedError('BAD_INPUT', 'developerIds must name two people.', { field: 'input.developerIds' });
      const reason = readReason(input.reason);
      return deciding(context, async (db) => {
        const people = ids.every(isUuid) ? await peopleOfAliases(db, workspaceId, ids) : [];
        if (people.length !== 2) throw new CodedError('NOT_FOUND', 'There are no two such people in this workspace.');
        const groups = people.map(({ aliasIds }) => aliasIds);
        const decision = newDecision({ kind: 'dismissal', mainAliasId: null, groups }, context.viewer, reason);
        await addDecision(db, workspaceId, { ...decision, operationId: null });
        return (await findDecision(db, workspaceId, decision.id)) as IdentityDecision;
      });
    },

    undoDismissal: async (_, { id }, context) => {
      const { workspaceId, memberId, role } = context.viewer;
      return deciding(context, async (db) => {
        const decision = isUuid(id) ? await findDecision(db, workspaceId, id) : undefined;
        if (decision?.kind !== 'dismissal') throw new CodedError('NOT_FOUND', 'There is no such dismissal.');
        if (decision.state === 'in-force') {
          const undone = { by: memberId, role };
          await changeDecision(db, workspaceId, id, { state: 'undone', undone, undoneAt: context.now });
        }
        return (await findDecision(db, workspaceId, id)) as IdentityDecision;
      });
    },
  };
}

function request(
  db: WorkspaceClient,
  { viewer, requestId }: ResolverContext,
  input: { readonly decisionId: string; readonly change: 'apply' | 'undo' },
) {
  const { workspaceId, memberId: requestedBy, role: requestedRole } = viewer;
  return requestOperation(db, {
    workspaceId,
    kind: 'applyIdentityDecision',
    input,
    requestedBy,
    requestedRole,
    requestId,
  });
}

/** @throws CodedError DECISION_UNDER_WAY */
async function refuseUnderWay(db: WorkspaceClient, workspaceId: string, aliasIds: readonly string[]): Promise<void> {
  if (!(await isUnderWay(db, workspaceId, aliasIds))) return;
  throw new CodedError('DECISION_UNDER_WAY', 'A decision about one of these people is still on its way.', {
    remedy: 'Wait for its operation to end, look at who they are then, and decide.',
  });
}

/** @throws CodedError NOT_FOUND, NOT_IN_FORCE, DECISION_UNDER_WAY, LATER_DECISION */
async function findUndoable(db: WorkspaceClient, workspaceId: string, id: string): Promise<IdentityDecision> {
  const decision = isUuid(id) ? await findDecision(db, workspaceId, id) : undefined;
  if (decision === undefined || decision.kind === 'dismissal')
    throw new CodedError('NOT_FOUND', 'There is no such merge or split.', { field: 'id' });
  await refuseUnderWay(db, workspaceId, decision.groups.flat());
  const isStuck = decision.state === 'pending' && (await hasFailed(db, decision.operationId));
  if (decision.state !== 'in-force' && decision.state !== 'undoing' && !isStuck)
    throw new CodedError('NOT_IN_FORCE', 'The decision is not in force.', { field: 'id' });
  if (!(await withoutLaterOnes(db, workspaceId, [decision.id])).has(decision.id)) {
    throw new CodedError('LATER_DECISION', 'A later decision is about the same aliases, and rests on this one.', {
      field: 'id',
      remedy: 'Undo the later one first, or decide anew: a merge or a split wins over what was decided before.',
    });
  }
  return decision;
}

async function hasFailed(db: WorkspaceClient, operationId: string | null): Promise<boolean> {
  return operationId !== null && (await findOperation(db, operationId))?.state === 'FAILED';
}
