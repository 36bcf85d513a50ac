/** Fewest and most commits of one segment: small ones cost a step each, large ones memory and lost work at a kill. */
const SEGMENT_COMMITS = { least: 500, most: 4_000 } as const;

/** Commits per segment so that a history makes about four, which two readers share evenly. */
export function segmentSizeFor(commits: number): number {
  return Math.min(SEGMENT_COMMITS.most, Math.max(SEGMENT_COMMITS.least, Math.ceil(commits / 4)));
}

/** Number of segments of a reading; none where nothing is to be read. */
export function segmentCount(reading: { readonly commits: number; readonly segmentSize: number }): number {
  return Math.ceil(reading.commits / reading.segmentSize);
}

/** Positions [from, to) of a segment in the reading's list of commits. */
export function segmentRange(
  reading: { readonly commits: number; readonly segmentSize: number },
  segment: number,
): { from: number; to: number } {
  const from = segment * reading.segmentSize;
  return { from, to: Math.min(reading.commits, from + reading.segmentSize) };
}
