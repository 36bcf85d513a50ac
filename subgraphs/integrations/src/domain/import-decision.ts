/** A reading of a generation as far as the decision needs it. */
export interface KnownReading {
  readonly generation: string;
  readonly ordinal: number;
  readonly headSha: string;
  readonly fingerprint: string;
  readonly isComplete: boolean;
  /** Whether the head it reads is still in the repository and part of the branch as it is now. */
  readonly isStillThere: boolean;
}

/** What the repository looks like now. */
export interface HeadNow {
  readonly sha: string;
  /** Attributes, depth of the clone and rules under which paths are classified. */
  readonly fingerprint: string;
  /** Whether a path read before has another class at this head than at the last one. */
  readonly classesMoved: boolean;
}

/** What an import has to read. */
export type ImportDecision =
  | { readonly kind: 'nothing-new' }
  /** An interrupted reading comes first: what it planned has to be in the generation whole. */
  | { readonly kind: 'resume'; readonly generation: string; readonly ordinal: number }
  | { readonly kind: 'increment'; readonly generation: string; readonly ordinal: number; readonly baseSha: string }
  | { readonly kind: 'from-start'; readonly reason: 'first' | 'rewritten' | 'attributes' | 'classes' };

/**
 * Decides what to read, so that the rows are a function of the head alone: an increment is taken only where it extends
 * the generation exactly; a rewritten branch or changed classification is read again from the start, aside.
 * @param building the newest reading of a generation that was never made current
 * @param current the newest reading of the current generation
 */
export function decideImport(
  head: HeadNow,
  building: KnownReading | undefined,
  current: KnownReading | undefined,
): ImportDecision {
  if (building !== undefined && canGoOn(building, head)) {
    return { kind: 'resume', generation: building.generation, ordinal: building.ordinal };
  }
  if (current === undefined) return { kind: 'from-start', reason: 'first' };
  if (!current.isStillThere) return { kind: 'from-start', reason: 'rewritten' };
  if (!current.isComplete) {
    if (!canGoOn(current, head)) return { kind: 'from-start', reason: 'attributes' };
    return { kind: 'resume', generation: current.generation, ordinal: current.ordinal };
  }
  if (current.fingerprint !== head.fingerprint) return { kind: 'from-start', reason: 'attributes' };
  if (current.headSha === head.sha) return { kind: 'nothing-new' };
  if (head.classesMoved) return { kind: 'from-start', reason: 'classes' };
  return { kind: 'increment', generation: current.generation, ordinal: current.ordinal + 1, baseSha: current.headSha };
}

function canGoOn(reading: KnownReading, head: HeadNow): boolean {
  return reading.isStillThere && reading.fingerprint === head.fingerprint;
}
