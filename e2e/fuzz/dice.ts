import { createRandom } from '@trellis/bench/random.ts';

/** Random choices; the same seed makes the same ones. */
export interface Dice {
  /** In [0, below). */
  int(below: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed);
  const int = (below: number) => Math.floor(random() * below);
  return {
    int,
    chance: (probability) => random() < probability,
    pick: (items) => items[int(items.length)] as (typeof items)[number],
  };
}
