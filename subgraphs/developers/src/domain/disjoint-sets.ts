/** Union–find over the numbers 0 … size − 1, with path halving and union by size. */
export interface DisjointSets {
  find(item: number): number;
  /** Joins two sets; false where they are one already. */
  join(a: number, b: number): boolean;
}

export function createDisjointSets(size: number): DisjointSets {
  const parent = Int32Array.from({ length: size }, (_, i) => i);
  const weight = new Int32Array(size).fill(1);
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
      if (rootA === rootB) return false;
      const [big, small] = (weight[rootA] as number) >= (weight[rootB] as number) ? [rootA, rootB] : [rootB, rootA];
      parent[small] = big;
      weight[big] = (weight[big] as number) + (weight[small] as number);
      return true;
    },
  };
}
