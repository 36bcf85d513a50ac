import type { NumberedEvent } from '@trellis/cache/events.ts';
import { describe, expect, it } from 'vitest';
import { gateListener } from './gated-listener.ts';

const epoch = (id: number): NumberedEvent => ({
  id: String(id),
  event: { type: 'epoch', subgraph: 'teams', epoch: id },
});
const access = (id: number): NumberedEvent => ({ id: String(id), event: { type: 'access', epoch: id } });

/** A gate whose checks are answered by hand. */
function gate() {
  const told: string[] = [];
  const checks: { hold(): void; refuse(): void }[] = [];
  let ended = 0;
  const listener = gateListener(
    { event: ({ id }) => told.push(id), missed: () => told.push('missed') },
    () =>
      new Promise((hold, reject) => checks.push({ hold: () => hold(undefined), refuse: () => reject(new Error()) })),
    () => {
      ended += 1;
    },
  );
  return { listener, told, checks, ended: () => ended };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a gated listener', () => {
  it('hears everything in order while nothing changes', () => {
    const { listener, told, checks } = gate();
    listener.event(epoch(1));
    listener.event(epoch(2));
    expect([told, checks.length]).toEqual([['1', '2'], 0]);
  });

  it('is held back from a change of access on, until it is known that it may listen', async () => {
    const { listener, told, checks } = gate();
    listener.event(access(1));
    listener.event(epoch(2));
    expect(told).toEqual([]);
    checks[0]?.hold();
    await settled();
    listener.event(epoch(3));
    expect(told).toEqual(['1', '2', '3']);
  });

  it('hears nothing more once it may not', async () => {
    const { listener, told, checks, ended } = gate();
    listener.event(access(1));
    listener.event(epoch(2));
    checks[0]?.refuse();
    await settled();
    listener.event(epoch(3));
    listener.missed();
    listener.check();
    expect([told, checks.length, ended()]).toEqual([[], 1, 1]);
  });

  it('is checked again for what changed during a check', async () => {
    const { listener, told, checks, ended } = gate();
    listener.event(access(1));
    listener.event(access(2));
    checks[0]?.hold();
    await settled();
    expect([checks.length, told]).toEqual([2, []]);
    checks[1]?.refuse();
    await settled();
    expect([told, ended()]).toEqual([[], 1]);
  });

  it('is checked where it missed something: that may have been a change of access', async () => {
    const { listener, told, checks } = gate();
    listener.missed();
    expect([checks.length, told]).toEqual([1, []]);
    checks[0]?.hold();
    await settled();
    expect(told).toEqual(['missed']);
  });
});
