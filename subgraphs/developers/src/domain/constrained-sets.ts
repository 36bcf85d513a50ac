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
  const parent = Int32Array.from({ length: size }, (_, i) => i);
  const weight = new Int32Array(size).fill(1);
  /** From the root of a set to the roots of those it is kept apart from. */
  const apart = new Map<number, Set<number>>();
  const find = (item: number): number => {
    let at = item;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  return {
    find,

    join(a, b) {
      const rootA = find(a);
      const rootB = find(b);
      if (rootA === rootB) return true;
      if (apart.get(rootA)?.has(rootB)) return false;
      const [big, small] = (weight[rootA] as number) >= (weight[rootB] as number) ? [rootA, rootB] : [rootB, rootA];
      parent[small] = big;
      weight[big] = (weight[big] as number) + (weight[small] as number);
      for (const other of apart.get(small) ?? []) {
        apart.get(other)?.delete(small);
        setApart(big, other);
      }
      apart.delete(small);
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
