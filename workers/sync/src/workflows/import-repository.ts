import { CancellationScope, defineQuery, isCancellation, setHandler } from '@temporalio/workflow';
import type { ApplyHead, ApplyIdentities } from '@trellis/contributions/projection.ts';
import type { ImportPlan, ImportTarget, Projected } from '@trellis/subgraph-integrations/activities/sync-activities.ts';
import { failureCode } from './import-failure.ts';
import { authorship, identities, PROJECTIONS, projection, record, sync } from './import-steps.ts';
import { type BatchStream, createBatchStream, projectStream, tellProjected } from './project-stream.ts';

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
 * → swap the new state in. What it has done stands in rows, so a run that is started again goes on from there. A
 * projection that refuses a batch halts alone: the others are brought to the end, and the run fails with its code.
 */
export async function importRepository(target: ImportTarget): Promise<void> {
  let projected = (): Projected | null => null;
  let progress = (): ImportProgress => ({ phase: 'preparing', commits: 0, commitsProjected: 0 });
  setHandler(progressQuery, () => progress());
  try {
    for (;;) {
      const plan = await sync.prepareImport(target);
      if (plan.kind === 'nothing-new') break;
      const stream = createBatchStream(plan);
      projected = stream.projected;
      progress = () => ({
        phase: 'reading',
        commits: plan.commits,
        commitsProjected: stream.projected().commits,
      });
      const decided = await readAndProject(target, plan, stream);
      progress = () => ({ phase: 'finishing', commits: plan.commits, commitsProjected: plan.commits });
      await finish(target, plan, stream, decided);
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
      else await record.recordFailed(target, { code: failureCode(error) }, projected());
    });
    throw error;
  }
}

/** @returns the decisions who is who, to be applied everywhere; null: as they were */
async function readAndProject(
  target: ImportTarget,
  plan: Reading,
  stream: BatchStream,
): Promise<ApplyIdentities | null> {
  const { workspaceId } = target;
  // Cancelled together: when all projections halted, reading on would only pile up batches.
  return CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const deciding = readSegments(target, plan, stream).then(() => {
      stream.end();
      // All names are there; the last batches are still being projected.
      if (stream.isHalted('developers')) return null;
      return identities.resolveIdentities({ workspaceId, knownVersion: 0 });
    });
    const work = [
      deciding,
      ...PROJECTIONS.map((name) => projectStream(stream, name)),
      tellProjected(stream, plan.commits, (now) => record.recordProjected(target, now)),
    ];
    try {
      await Promise.all(work);
      return await deciding;
    } catch (error) {
      scope.cancel();
      await Promise.allSettled(work);
      throw error;
    }
  });
}

/**
 * One segment after the other; each is read by several git processes. The next one is read while the names of this one
 * are brought to the developers subgraph: names come ahead of the batches that use them.
 */
async function readSegments(target: ImportTarget, plan: Reading, stream: BatchStream): Promise<void> {
  let naming = begin(target, plan, stream);
  // Reported where it is awaited; until then nobody may take it for forgotten.
  naming.catch(() => undefined);
  for (let segment = 0; segment < plan.segments; segment++) {
    const { generation, ordinal } = plan;
    const { aliasKey, batches } = await sync.readSegment(target, { generation, ordinal, segment });
    naming = naming.then(async () => {
      if (aliasKey !== null) await applyNames(target, stream, aliasKey);
      for (const batch of batches) stream.add(batch);
    });
    naming.catch(() => undefined);
  }
  await naming;
}

async function begin(target: ImportTarget, plan: Reading, stream: BatchStream): Promise<void> {
  const { workspaceId, repositoryId } = target;
  const { generation, generationKind: kind, until, firstBatch, aliasKey } = plan;
  await Promise.all([
    ...PROJECTIONS.map((name) =>
      projection(name).beginGeneration({ workspaceId, repositoryId, generation, kind, until, firstBatch }),
    ),
    aliasKey === null ? undefined : applyNames(target, stream, aliasKey),
  ]);
}

async function applyNames(target: ImportTarget, stream: BatchStream, objectKey: string): Promise<void> {
  const { workspaceId, repositoryId } = target;
  await stream.attempt('developers', null, () => identities.applyAliases({ workspaceId, repositoryId, objectKey }));
}

async function finish(
  target: ImportTarget,
  plan: Reading,
  stream: BatchStream,
  decided: ApplyIdentities | null,
): Promise<void> {
  const { workspaceId, repositoryId } = target;
  const generation = { workspaceId, repositoryId, generation: plan.generation };
  await Promise.all([
    record.recordFinishing(target, stream.projected()),
    applyHead(stream, { ...generation, objectKey: plan.headKey }),
    ...PROJECTIONS.map(async (name) => decided !== null && projection(name).applyIdentities(decided)),
  ]);
  const asOf = new Date().toISOString();
  const activate = { ...generation, headSha: plan.headSha, headAt: plan.headAt, asOf };
  const whole = PROJECTIONS.filter((name) => !stream.isHalted(name));
  await Promise.all(whole.map((name) => projection(name).activateGeneration(activate)));
  stream.failIfHalted();
  await sync.completeReading(target, { generation: plan.generation, ordinal: plan.ordinal, asOf });
}

async function applyHead(stream: BatchStream, head: ApplyHead): Promise<void> {
  if (stream.isHalted('teams')) return;
  await stream.attempt('teams', null, () => authorship.applyHead(head));
}
