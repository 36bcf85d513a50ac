import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import { ownProcesses, residentMb } from './memory.ts';

/** Seconds from the request until all four projections have everything and readers see it. */
export async function importOnce(trellis: Installation, location: string): Promise<number> {
  const begun = performance.now();
  const { importRepository } = await trellis.ask<{ importRepository: { id: string } }>(
    'mutation Import($location: String!) { importRepository(input: { location: $location }) { id } }',
    { location },
  );
  for (;;) {
    const { importRun } = await trellis.ask<{ importRun: { state: string; error: { message: string } | null } }>(
      'query Run($id: ID!) { importRun(id: $id) { state error { message } } }',
      { id: importRepository.id },
    );
    if (importRun.state === 'SUCCEEDED') return (performance.now() - begun) / 1_000;
    if (importRun.state !== 'QUEUED' && importRun.state !== 'RUNNING')
      throw new Error(importRun.error?.message ?? importRun.state);
    await sleep(50);
  }
}

/** Resident memory of the API and worker processes together while some work goes on, megabytes (10^6 bytes). */
export interface Memory {
  readonly idleMb: number;
  readonly peakMb: number;
}

/** Does some work and watches the memory meanwhile, every 25 ms. */
export async function watchingMemory<T>(
  trellis: Installation,
  work: () => Promise<T>,
): Promise<Memory & { readonly result: T }> {
  const pids = ownProcesses(trellis.dataDir);
  const idleMb = residentMb(pids);
  let peakMb = idleMb;
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pids));
  }, 25);
  try {
    const result = await work();
    return { idleMb, peakMb, result };
  } finally {
    clearInterval(sampling);
  }
}
