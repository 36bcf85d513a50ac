import type { ClaimActivities, DecisionActivities } from '@trellis/contributions/identity-decisions.ts';
import type { IdentityActivities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { OperationStart } from '@trellis/operations/relay-operations.ts';
import { runOperation } from './run-operation.ts';
import { activitiesOf } from './steps.ts';

/** The subgraphs that hold a copy of who is who; developers decides. */
const COPIES = ['teams', 'analytics', 'predictions'] as const;

/** What the operation's row says it is about. */
interface DecisionInput {
  readonly decisionId: string;
  readonly change: 'apply' | 'undo';
}

/**
 * Brings a decision by hand about who is who, or its undoing, to every projection: asks whether a claimed person is touched
 * → puts it in force → decides anew → tells the others. History is not touched.
 */
export async function applyIdentityDecision(start: OperationStart): Promise<void> {
  await runOperation(start, async ({ input, requestedRole: role }, report) => {
    const { workspaceId } = start;
    const { decisionId, change } = input as unknown as DecisionInput;
    const developers = activitiesOf<IdentityActivities & DecisionActivities>('developers');
    const total = COPIES.length + 2;

    await report('check-claims', 0, total);
    const { developerIds } = await developers.peopleOfDecision({ workspaceId, decisionId });
    const { claimed } = await activitiesOf<ClaimActivities>('teams').claimedDevelopers({ workspaceId, developerIds });
    await developers.settleDecision({ workspaceId, decisionId, change, role, touchesClaimed: claimed.length > 0 });

    await report('decide', 1, total);
    const decided = await developers.resolveIdentities({ workspaceId, knownVersion: 0 });

    await report('apply', 2, total);
    if (decided === null) return;
    let told = Promise.resolve();
    let done = 2;
    await Promise.all(
      COPIES.map(async (name) => {
        await activitiesOf<ProjectionActivities>(name).applyIdentities(decided);
        done += 1;
        const progress = done;
        told = told.then(() => report('apply', progress, total));
      }),
    );
    await told;
  });
}
