export interface CoverageStep {
  readonly name: string;
  /** Share (0..1) of files that still have an author after this removal. */
  readonly coverageAfter: number;
}

export interface CoveragePoint {
  readonly removed: number;
  readonly percent: number;
  /** Who was removed last; empty before the first. */
  readonly name: string;
}

/** The removal curve as points, from nobody removed on; `start` is the share (0..1) of files with an author then. */
export function coveragePoints(start: number, steps: readonly CoverageStep[]): readonly CoveragePoint[] {
  return [
    { removed: 0, percent: start * 100, name: '' },
    ...steps.map((step, at) => ({ removed: at + 1, percent: step.coverageAfter * 100, name: step.name })),
  ];
}
