import { condition } from '@temporalio/workflow';
import type { BatchRef } from '@trellis/contributions/batch.ts';
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
  readonly applied: (by: Projection, batch: BatchRef) => Promise<void>;
}

/**
 * @param first number of the first batch
 * @param onProjected told the number of commits that all projections have, whenever it rises
 */
export function createBatchStream(first: number, onProjected: (commits: number) => Promise<void>): BatchStream {
  const batches = new Map<number, BatchRef>();
  const commits = new Map<Projection, number>(PROJECTIONS.map((name) => [name, 0]));
  let ended = false;
  let told = 0;
  return {
    first,
    add: (batch) => void batches.set(batch.number, batch),
    end: () => {
      ended = true;
    },
    async next(number) {
      await condition(() => ended || batches.has(number));
      return batches.get(number);
    },
    async applied(by, batch) {
      commits.set(by, (commits.get(by) ?? 0) + batch.commits);
      const slowest = Math.min(...commits.values());
      if (slowest <= told) return;
      told = slowest;
      await onProjected(slowest);
    },
  };
}

/** Applies a stream's batches in sequence to one projection. */
export async function projectStream(stream: BatchStream, name: Projection): Promise<void> {
  for (let number = stream.first; ; number++) {
    const batch = await stream.next(number);
    if (batch === undefined) return;
    await projection(name).applyBatch(batch);
    await stream.applied(name, batch);
  }
}
