import { ApplicationFailure, condition } from '@temporalio/workflow';
import type { BatchRef } from '@trellis/contributions/batch.ts';
import type { Projected } from '@trellis/subgraph-integrations/activities/sync-activities.ts';
import { haltCode } from './import-failure.ts';
import { PROJECTIONS, type Projection, projection } from './import-steps.ts';

/** The batches of one reading on their way to the projections. */
export interface BatchStream {
  /** Hands a batch over; batches may come out of sequence. */
  readonly add: (batch: BatchRef) => void;
  /** No further batch comes. */
  readonly end: () => void;
  readonly first: number;
  /** Waits for the batch with this number; undefined where the stream ended before it. */
  readonly next: (number: number) => Promise<BatchRef | undefined>;
  readonly applied: (by: Projection, batch: BatchRef) => void;
  /**
   * Does a projection's part of the work. Where the part is refused, the projection halts and the others go on.
   * @param batch number of the batch it is about; null: names, or the files at the head
   * @throws what is no refusal, and the refusal of the last projection that was still going
   */
  readonly attempt: (by: Projection, batch: number | null, work: () => Promise<void>) => Promise<void>;
  readonly isHalted: (projection: Projection) => boolean;
  readonly projected: () => Projected;
  /** @throws ApplicationFailure with the code of the first projection that halted */
  readonly failIfHalted: () => void;
}

type Halt = { readonly code: string; readonly batch: number | null };

/** @param plan the reading: its generation, and the number of its first batch */
export function createBatchStream(plan: { readonly generation: string; readonly firstBatch: number }): BatchStream {
  const batches = new Map<number, BatchRef>();
  const commits = new Map<Projection, number>(PROJECTIONS.map((name) => [name, 0]));
  const through = new Map<Projection, number>(PROJECTIONS.map((name) => [name, plan.firstBatch - 1]));
  const halts = new Map<Projection, Halt>();
  let ended = false;
  const isHalted = (name: Projection) => halts.has(name);
  return {
    first: plan.firstBatch,
    add: (batch) => void batches.set(batch.number, batch),
    end: () => {
      ended = true;
    },
    async next(number) {
      await condition(() => ended || batches.has(number));
      return batches.get(number);
    },
    applied(by, batch) {
      commits.set(by, (commits.get(by) ?? 0) + batch.commits);
      through.set(by, batch.number);
    },
    async attempt(by, batch, work) {
      try {
        await work();
      } catch (error) {
        const code = haltCode(error);
        if (code === undefined) throw error;
        halts.set(by, { code, batch });
        if (PROJECTIONS.every(isHalted)) throw error;
      }
    },
    isHalted,
    projected: () => ({
      generation: plan.generation,
      commits: slowest(
        commits,
        PROJECTIONS.filter((name) => !isHalted(name)),
      ),
      streams: PROJECTIONS.map((subgraph) => ({
        subgraph,
        appliedThrough: through.get(subgraph) ?? 0,
        halted: halts.get(subgraph) ?? null,
      })),
    }),
    failIfHalted() {
      const [first] = halts.values();
      if (first !== undefined) throw ApplicationFailure.nonRetryable(first.code, first.code);
    },
  };
}

/** Where none goes on, the slowest of all. */
function slowest(commits: ReadonlyMap<Projection, number>, going: readonly Projection[]): number {
  return Math.min(...(going.length === 0 ? PROJECTIONS : going).map((name) => commits.get(name) ?? 0));
}

/** Applies a stream's batches in sequence to one projection, until it halts. */
export async function projectStream(stream: BatchStream, name: Projection): Promise<void> {
  for (let number = stream.first; ; number++) {
    const batch = await stream.next(number);
    if (batch === undefined || stream.isHalted(name)) return;
    await stream.attempt(name, number, async () => {
      await projection(name).applyBatch(batch);
      stream.applied(name, batch);
    });
  }
}

/**
 * Tells how far even the slowest projection is, as often as the telling keeps up, and at once where one halts; the end of
 * the stream is told with the end of the phase. Nobody waits for it: it runs beside the projections.
 */
export async function tellProjected(
  stream: BatchStream,
  total: number,
  tell: (projected: Projected) => Promise<void>,
): Promise<void> {
  const halts = () => PROJECTIONS.filter(stream.isHalted).length;
  const commits = () => stream.projected().commits;
  for (let told = { commits: 0, halts: 0 }; ; ) {
    await condition(() => commits() > told.commits || halts() > told.halts || commits() >= total);
    if (commits() >= total) return;
    told = { commits: commits(), halts: halts() };
    await tell(stream.projected());
  }
}
