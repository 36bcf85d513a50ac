import { afterEach, expect, test, vi } from 'vitest';
import { startRelayLoop } from './relay-loop.ts';

const quiet = { warn: () => undefined } as never;

afterEach(() => vi.useRealTimers());

function loopOf(deliver: () => Promise<void>, sweep: () => Promise<void> = async () => undefined, sweepMs = 60_000) {
  vi.useFakeTimers();
  return startRelayLoop({ deliver, sweep, sweepMs, logger: quiet, name: 'test' });
}

test('What is owed is looked for at once, then every second, and at each poke.', async () => {
  let looks = 0;
  const relay = loopOf(async () => void looks++);
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(looks).toBe(3);
  relay.poke();
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(4);
  await relay.stop();
});

test('A poke that comes while rows are delivered is not lost.', async () => {
  let looks = 0;
  let finish: () => void = () => undefined;
  const relay = loopOf(() => {
    looks++;
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  relay.poke();
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(2);
  finish();
  await relay.stop();
});

test('A failure ends neither the loop nor the next sweep.', async () => {
  let looks = 0;
  let sweeps = 0;
  const relay = loopOf(
    async () => {
      looks++;
      if (looks < 3) throw new Error('away');
    },
    async () => void sweeps++,
    1_500,
  );
  await vi.advanceTimersByTimeAsync(4_000);
  expect(looks).toBe(5);
  expect(sweeps).toBe(2);
  await relay.stop();
});

test('After the stop nothing is looked for.', async () => {
  let looks = 0;
  const relay = loopOf(async () => void looks++);
  await relay.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).toBe(1);
});
