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
  readonly applied: (by: Projection, batch: BatchRef) => void;
  /** Commits that even the slowest projection has. */
  readonly projected: () => number;
}

/** @param first number of the first batch */
export function createBatchStream(first: number): BatchStream {
  const batches = new Map<number, BatchRef>();
  const commits = new Map<Projection, number>(PROJECTIONS.map((name) => [name, 0]));
  let ended = false;
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
    applied: (by, batch) => void commits.set(by, (commits.get(by) ?? 0) + batch.commits),
    projected: () => Math.min(...commits.values()),
  };
}

/** Applies a stream's batches in sequence to one projection. */
export async function projectStream(stream: BatchStream, name: Projection): Promise<void> {
  for (let number = stream.first; ; number++) {
    const batch = await stream.next(number);
    if (batch === undefined) return;
    await projection(name).applyBatch(batch);
    stream.applied(name, batch);
  }
}

/**
 * Tells how far even the slowest projection is, as often as the telling keeps up; the end of the stream is told with the
 * end of the phase. Nobody waits for it: it runs beside the projections.
 */
export async function tellProjected(
  stream: BatchStream,
  total: number,
  tell: (commits: number) => Promise<void>,
): Promise<void> {
  for (let told = 0; ; told = stream.projected()) {
    await condition(() => stream.projected() > told || stream.projected() >= total);
    if (stream.projected() >= total) return;
    await tell(stream.projected());
  }
}
