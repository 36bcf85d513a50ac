/** Adds to one number of a typed array. */
export function add(column: Int32Array | Float64Array, index: number, amount: number): void {
  column[index] = (column[index] as number) + amount;
}

/** Indices by group: those of group g are order[starts[g]] to order[starts[g + 1] − 1], ascending. */
export interface Grouped {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

/** Groups the indices of `groupOf` by its values, 0 to `groups` − 1; a counting sort. */
export function groupIndices(groups: number, groupOf: Int32Array): Grouped {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) add(starts, group + 1, 1);
  for (let group = 0; group < groups; group++) add(starts, group + 1, starts[group] as number);
  const next = starts.slice();
  const order = new Int32Array(groupOf.length);
  groupOf.forEach((group, index) => {
    order[next[group] as number] = index;
    add(next, group, 1);
  });
  return { starts, order };
}
