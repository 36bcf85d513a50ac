import { createDisjointSets } from './disjoint-sets.ts';

/** Union–find over the numbers 0 … size − 1 in which some sets are kept apart. */
export interface ConstrainedSets {
  find(item: number): number;
  /** Joins two sets; false where they are kept apart. */
  join(a: number, b: number): boolean;
  /** Keeps two sets apart from now on; false where they are one already. */
  keepApart(a: number, b: number): boolean;
  /** Whether two sets are kept apart. */
  areApart(a: number, b: number): boolean;
}

export function createConstrainedSets(size: number): ConstrainedSets {
  const sets = createDisjointSets(size);
  const { find } = sets;
  /** From the root of a set to the roots of those it is kept apart from. */
  const apart = new Map<number, Set<number>>();
  return {
    find,

    join(a, b) {
      const rootA = find(a);
      const rootB = find(b);
      if (rootA === rootB) return true;
      if (apart.get(rootA)?.has(rootB)) return false;
      sets.join(rootA, rootB);
      const root = find(rootA);
      const joined = root === rootA ? rootB : rootA;
      for (const other of apart.get(joined) ?? []) {
        apart.get(other)?.delete(joined);
        setApart(root, other);
      }
      apart.delete(joined);
      return true;
    },

    keepApart(a, b) {
      const rootA = find(a);
      const rootB = find(b);
      if (rootA === rootB) return false;
      setApart(rootA, rootB);
      return true;
    },

    areApart: (a, b) => apart.get(find(a))?.has(find(b)) ?? false,
  };

  function setApart(a: number, b: number): void {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const held = apart.get(one);
      if (held === undefined) apart.set(one, new Set([other]));
      else held.add(other);
    }
  }
}
