/** Counts and lengths have eight bits in a posting. */
const MOST = 255;

/**
 * A commit's key in the text index: the first 47 bits of its SHA, so that it is the same in every repository and in
 * whatever order history arrives. Two of a million commits share one with a chance of 0.4 %.
 */
export function commitKey(sha: string): bigint {
  return BigInt(`0x${sha.slice(0, 12)}`) >> 1n;
}

/**
 * Packs where a term occurs into 63 bits: the commit's key, how often the term is in it, and how long its text is (in
 * terms, 8 bits each). Counts and lengths above 255 are held there.
 */
export function packPosting(key: bigint, count: number, length: number): bigint {
  return (key << 16n) | BigInt((Math.min(count, MOST) << 8) | Math.min(length, MOST));
}
