import { describe, expect, it } from 'vitest';
import { createSharedWork } from './shared-work.ts';

const patient = new AbortController().signal;

/** Work that ends when told to, and counts how often it began and was aborted. */
function slowWork() {
  const runs: { end(value: string): void; fail(error: Error): void; signal: AbortSignal }[] = [];
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      runs.push({ end: resolve, fail: reject, signal });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  return { runs, work };
}

describe('shared work', () => {
  it('is done once for all who ask while it is under way, and again for who comes later', async () => {
    const shared = createSharedWork<string>();
    const { runs, work } = slowWork();
    const asked = [shared('a', patient, work), shared('a', patient, work), shared('b', patient, work)];
    expect(runs).toHaveLength(2);
    runs[0]?.end('one');
    runs[1]?.end('two');
    expect(await Promise.all(asked)).toEqual(['one', 'one', 'two']);
    const again = shared('a', patient, work);
    runs[2]?.end('three');
    expect(await again).toBe('three');
  });

  it('fails for all who wait, and is not remembered', async () => {
    const shared = createSharedWork<string>();
    const { runs, work } = slowWork();
    const asked = [shared('a', patient, work), shared('a', patient, work)];
    runs[0]?.fail(new Error('no'));
    for (const one of asked) await expect(one).rejects.toThrow('no');
    const again = shared('a', patient, work);
    runs[1]?.end('yes');
    expect(await again).toBe('yes');
  });

  it('goes on for the others when one hangs up, and is aborted with the last', async () => {
    const shared = createSharedWork<string>();
    const { runs, work } = slowWork();
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [shared('a', first.signal, work), shared('a', second.signal, work)];
    for (const one of asked) one.catch(() => undefined);
    first.abort();
    expect(runs[0]?.signal.aborted).toBe(false);
    second.abort();
    expect(runs[0]?.signal.aborted).toBe(true);
    const late = shared('a', patient, work);
    runs[1]?.end('anew');
    expect(await late).toBe('anew');
  });
});
