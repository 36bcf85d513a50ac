import { sleep } from '@temporalio/workflow';
import type { ApplyIdentities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import type {
  DroppingActivities,
  ForgettingActivities,
  MembershipForgetting,
  RemovalActivities,
} from '@trellis/contributions/removal.ts';
import type { OperationStart } from '@trellis/operations/relay-operations.ts';
import { runOperation } from './run-operation.ts';
import { activitiesOf } from './steps.ts';

const COPIES = ['teams', 'analytics', 'predictions'] as const;
const PROJECTIONS = ['developers', ...COPIES] as const;

/** What the operation's row says it is about. */
interface RemovalInput {
  readonly repositoryId: string;
}

const integrations = activitiesOf<RemovalActivities>('integrations');
const developers = activitiesOf<ForgettingActivities>('developers');
const teams = activitiesOf<MembershipForgetting>('teams');

/**
 * Takes a repository out of everything: its imports stop → its rows, its names → its objects, our clone → and at last its own
 * row, so that whatever is interrupted can be tried again. The folder it was read from is not touched.
 */
export async function removeRepository(start: OperationStart): Promise<void> {
  await runOperation(start, async ({ input }, report) => {
    const { repositoryId } = input as unknown as RemovalInput;
    const removed = { workspaceId: start.workspaceId, repositoryId };
    const total = 6;

    await report('stop-imports', 0, total);
    const wasRunning = await stopImports(removed);
    // What an import had begun when it was cancelled ends by itself within moments; then nothing of it is left.
    if (wasRunning) await sleep('5s');

    await report('rows', 1, total);
    await Promise.all(PROJECTIONS.map((name) => activitiesOf<DroppingActivities>(name).dropRepository(removed)));

    await report('people', 2, total);
    await tell(await developers.forgetRepository(removed));
    await teams.forgetPeople(removed);

    await report('objects', 3, total);
    await integrations.deleteObjects(removed);

    await report('clone', 4, total);
    await integrations.deleteClone(removed);

    await report('repository', 5, total);
    await integrations.deleteRows(removed);
    await report('repository', total, total);
  });
}

/** @returns whether one was under way */
async function stopImports(removed: { readonly workspaceId: string; readonly repositoryId: string }): Promise<boolean> {
  for (let tries = 0; ; tries += 1) {
    const running = await integrations.stopImports(removed);
    if (running === 0) return tries > 0;
    await sleep('1s');
  }
}

async function tell(decided: ApplyIdentities | null): Promise<void> {
  if (decided === null) return;
  await Promise.all(COPIES.map((name) => activitiesOf<ProjectionActivities>(name).applyIdentities(decided)));
}
