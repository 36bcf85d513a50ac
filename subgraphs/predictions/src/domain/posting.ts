/** Counts and lengths have eight bits in a posting. */
const MOST = 255;

/** Where a term occurs: in which commit, how often, and how long that commit's text is (in terms). */
export interface Posting {
  readonly key: bigint;
  readonly count: number;
  readonly length: number;
}

/**
 * A commit's key in the text index: the first 47 bits of its SHA, so that it is the same in every repository and in
 * whatever order history arrives. Two of a million commits share one with a chance of 0.4 %.
 */
export function commitKey(sha: string): bigint {
  return BigInt(`0x${sha.slice(0, 12)}`) >> 1n;
}

/** Packs a posting into 63 bits; counts and lengths above 255 are held there. */
export function packPosting(key: bigint, count: number, length: number): bigint {
  return (key << 16n) | BigInt((Math.min(count, MOST) << 8) | Math.min(length, MOST));
}

/** Reads a packed posting. */
export function unpackPosting(packed: bigint): Posting {
  const low = Number(packed & 0xffffn);
  return { key: packed >> 16n, count: low >> 8, length: low & 0xff };
}
