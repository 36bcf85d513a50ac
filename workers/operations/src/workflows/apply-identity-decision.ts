import type { IdentityActivities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { OperationStart } from '@trellis/operations/relay-operations.ts';
import { runOperation } from './run-operation.ts';
import { activitiesOf } from './steps.ts';

/** The subgraphs that hold a copy of who is who; developers decides. */
const COPIES = ['teams', 'analytics', 'predictions'] as const;

/** Brings a decision by hand about who is who to every projection; history is not touched. */
export async function applyIdentityDecision(start: OperationStart): Promise<void> {
  await runOperation(start, async (_task, report) => {
    const total = COPIES.length + 1;
    await report('decide', 0, total);
    const { workspaceId } = start;
    const decided = await activitiesOf<IdentityActivities>('developers').resolveIdentities({
      workspaceId,
      knownVersion: 0,
    });
    await report('apply', 1, total);
    if (decided === null) return;
    await Promise.all(COPIES.map((name) => activitiesOf<ProjectionActivities>(name).applyIdentities(decided)));
    await report('apply', total, total);
  });
}
