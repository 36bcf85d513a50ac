import { CancellationScope, defineQuery, isCancellation, setHandler } from '@temporalio/workflow';
import type { ImportPlan, ImportTarget } from '@trellis/subgraph-integrations/activities/sync-activities.ts';
import { failureOf } from './import-failure.ts';
import { identities, PROJECTIONS, projection, record, sync } from './import-steps.ts';
import { createBatchStream, projectStream } from './project-stream.ts';

type Reading = Extract<ImportPlan, { kind: 'read' }>;

/** Where an import stands, for whoever asks Temporal; the same figures stand in the run's row. */
export interface ImportProgress {
  readonly phase: 'preparing' | 'reading' | 'finishing';
  readonly commits: number;
  readonly commitsProjected: number;
}

export const progressQuery = defineQuery<ImportProgress>('progress');

/**
 * Brings one repository into the graph: plan → read segments and project their batches side by side → decide who is who
 * → swap the new state in. What it has done stands in rows, so a run that is started again goes on from there.
 */
export async function importRepository(target: ImportTarget): Promise<void> {
  let progress: ImportProgress = { phase: 'preparing', commits: 0, commitsProjected: 0 };
  setHandler(progressQuery, () => progress);
  try {
    for (;;) {
      const plan = await sync.prepareImport(target);
      if (plan.kind === 'nothing-new') break;
      progress = { phase: 'reading', commits: plan.commits, commitsProjected: 0 };
      await readAndProject(target, plan, async (commitsProjected) => {
        progress = { ...progress, commitsProjected };
        await record.recordProjected(target, commitsProjected);
      });
      progress = { ...progress, phase: 'finishing' };
      await finish(target, plan);
      if (!plan.lookAgain) break;
    }
    await record.recordSucceeded(target);
    // Nobody waits for the clean-up.
    const { workspaceId, repositoryId } = target;
    await Promise.all(
      PROJECTIONS.map((name) => projection(name).dropRetiredGenerations({ workspaceId, repositoryId })),
    );
  } catch (error) {
    // The row has to tell the outcome even when the workflow itself was cancelled.
    await CancellationScope.nonCancellable(async () => {
      if (isCancellation(error)) await record.recordCancelled(target);
      else await record.recordFailed(target, failureOf(error));
    });
    throw error;
  }
}

async function readAndProject(
  target: ImportTarget,
  plan: Reading,
  onProjected: (commits: number) => Promise<void>,
): Promise<void> {
  const generation = {
    workspaceId: target.workspaceId,
    repositoryId: target.repositoryId,
    generation: plan.generation,
  };
  const begin = { ...generation, kind: plan.generationKind, until: plan.until };
  await Promise.all(PROJECTIONS.map((name) => projection(name).beginGeneration(begin)));
  if (plan.aliasKey !== null) await identities.applyAliases({ ...target, objectKey: plan.aliasKey });

  const stream = createBatchStream(plan.firstBatch, onProjected);
  // Cancelled together: when a projection halts, reading on would only pile up batches.
  await CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const work = [
      readSegments(target, plan, stream.add).then(stream.end),
      ...PROJECTIONS.map((name) => projectStream(stream, name)),
    ];
    try {
      await Promise.all(work);
    } catch (error) {
      scope.cancel();
      await Promise.allSettled(work);
      throw error;
    }
  });
}

/** One segment after the other; each is read by several git processes. Names come ahead of the batches that use them. */
async function readSegments(
  target: ImportTarget,
  plan: Reading,
  add: ReturnType<typeof createBatchStream>['add'],
): Promise<void> {
  let naming: Promise<void> = Promise.resolve();
  for (let segment = 0; segment < plan.segments; segment++) {
    const read = await sync.readSegment(target, { generation: plan.generation, ordinal: plan.ordinal, segment });
    const { aliasKey, batches } = read;
    // The next segment is read while the names of this one are brought to the developers subgraph.
    naming = naming.then(async () => {
      if (aliasKey !== null) await identities.applyAliases({ ...target, objectKey: aliasKey });
      for (const batch of batches) add(batch);
    });
  }
  await naming;
}

async function finish(target: ImportTarget, plan: Reading): Promise<void> {
  const { workspaceId, repositoryId } = target;
  const generation = { workspaceId, repositoryId, generation: plan.generation };
  const [decided] = await Promise.all([
    identities.resolveIdentities({ workspaceId, knownVersion: 0 }),
    record.recordFinishing(target),
  ]);
  await Promise.all(
    PROJECTIONS.map(async (name) => {
      if (decided !== null) await projection(name).applyIdentities(decided);
      await projection(name).applyHead({ ...generation, objectKey: plan.headKey });
    }),
  );
  const asOf = new Date().toISOString();
  const activate = { ...generation, headSha: plan.headSha, headAt: plan.headAt, asOf };
  await Promise.all(PROJECTIONS.map((name) => projection(name).activateGeneration(activate)));
  await sync.completeReading(target, { generation: plan.generation, ordinal: plan.ordinal, asOf });
}
