import { ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Projection, ProjectionActivities } from '@trellis/contributions/projection.ts';
import type {
  AsideRef,
  BeginRebuild,
  ManifestActivities,
  RebuildActivities,
  RebuildBegun,
  RebuildInput,
  StreamCursor,
  StreamHead,
} from '@trellis/contributions/rebuild.ts';
import type { OperationStart } from '@trellis/operations/relay-operations.ts';
import { inWords } from './rebuild-failure.ts';
import { type Report, runOperation } from './run-operation.ts';
import { activitiesOf } from './steps.ts';

const manifest = activitiesOf<ManifestActivities>('integrations');
const projection = (name: Projection) => activitiesOf<RebuildActivities & ProjectionActivities>(name);

/**
 * Projects a subgraph's rows anew from the batches, stream after stream: aside, then swapped in, while readers see the old
 * ones. Imports that go on meanwhile are caught up with. Nobody waits for the old rows' deletion.
 */
export async function rebuildProjection(start: OperationStart): Promise<void> {
  const deletions: Promise<unknown>[] = [];
  try {
    await runOperation(start, async ({ input }, report) => {
      await rebuildStreams(start, input as unknown as RebuildInput, createProgress(report), deletions);
    });
  } finally {
    await Promise.all(deletions);
  }
}

/** @param deletions of old rows, which nobody waits for */
async function rebuildStreams(
  { workspaceId, operationId }: OperationStart,
  { subgraph, repositoryId, olderThan }: RebuildInput,
  progress: Progress,
  deletions: Promise<unknown>[],
): Promise<void> {
  let failure: unknown;
  for await (const { streams, batches } of pages(workspaceId, repositoryId)) {
    progress.of(batches);
    for (const stream of streams) {
      const begin = { workspaceId, operationId, olderThan, stream };
      try {
        if (!(await rebuildStream(subgraph, begin, progress))) continue;
      } catch (error) {
        if (isCancellation(error)) throw error;
        // Other repositories go on.
        failure ??= inWords(error);
        await projection(subgraph).abandonRebuild(begin);
      }
      deletions.push(dropOldRows(subgraph, workspaceId, stream.repositoryId));
    }
  }
  await progress.told();
  if (failure !== undefined) throw failure;
}

async function* pages(workspaceId: string, repositoryId: string | null) {
  for (let after: StreamCursor | null = null; ; ) {
    const page = await manifest.listStreams({ workspaceId, repositoryId, after });
    yield page;
    if (page.after === null) return;
    after = page.after;
  }
}

/** @returns false where there was nothing to rebuild */
async function rebuildStream(name: Projection, begin: BeginRebuild, progress: Progress): Promise<boolean> {
  const { workspaceId, operationId, stream } = begin;
  // Begun anew where the rows aside are gone (e.g. a newer version has begun), until there is nothing left to do.
  for (let isBegun = false; ; isBegun = true) {
    const begun = await projection(name).beginRebuild(begin);
    if (begun === null) return isBegun;
    const aside = { workspaceId, repositoryId: stream.repositoryId, generation: begun.generation };
    if (await project(name, aside, begun, { operationId, stream }, progress)) return true;
  }
}

/** @returns false where the rows aside are gone */
async function project(
  name: Projection,
  aside: AsideRef,
  begun: RebuildBegun,
  { operationId, stream }: { readonly operationId: string; readonly stream: StreamHead },
  progress: Progress,
): Promise<boolean> {
  let { appliedThrough, through } = begun;
  for (;;) {
    while (appliedThrough < through) {
      const page = { workspaceId: aside.workspaceId, stream: stream.stream, after: appliedThrough, through };
      const batches = await manifest.listBatches(page);
      const last = batches.at(-1);
      if (last === undefined) throw ApplicationFailure.nonRetryable('MANIFEST_INCOMPLETE', 'MANIFEST_INCOMPLETE');
      if (!(await projection(name).applyAside(aside, batches))) return false;
      appliedThrough = last.number;
      progress.add(batches.length);
    }
    const outcome = await projection(name).swapRebuild(aside, operationId, stream);
    if (outcome.kind !== 'behind') return outcome.kind === 'swapped';
    through = outcome.through;
  }
}

/** Rows that nobody reads may wait: the next import of the repository deletes them as well. */
async function dropOldRows(name: Projection, workspaceId: string, repositoryId: string): Promise<void> {
  await projection(name)
    .dropRetiredGenerations({ workspaceId, repositoryId })
    .catch(() => undefined);
}

interface Progress {
  /** How many batches there are in all, as far as is known. */
  of(total: number): void;
  add(batches: number): void;
  /** Everything is told. */
  told(): Promise<void>;
}

function createProgress(report: Report): Progress {
  let done = 0;
  let total = 0;
  // Nobody waits for it: it is told beside the work, in order.
  let telling = Promise.resolve();
  return {
    of: (batches) => {
      total = batches;
    },
    add(batches) {
      done += batches;
      total = Math.max(total, done);
      const [sofar, all] = [done, total];
      telling = telling.then(() => report('project', sofar, all));
      telling.catch(() => undefined);
    },
    told: () => telling,
  };
}
