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

/**
 * The points whose names can stand beside them without covering another: a name needs about 6.5 px a letter and 14 px of
 * height. `stepWidth` is px a removal, `percentHeight` px a percent.
 */
export function labelledPoints(
  points: readonly CoveragePoint[],
  scale: { readonly stepWidth: number; readonly percentHeight: number },
): readonly CoveragePoint[] {
  const right = (Math.max(points.length, 2) - 1) * scale.stepWidth + 70;
  const taken: { readonly left: number; readonly right: number; readonly y: number }[] = [];
  return points.filter((point) => {
    if (point.removed === 0) return false;
    const left = point.removed * scale.stepWidth;
    const place = { left, right: left + 10 + point.name.length * 6.5, y: point.percent * scale.percentHeight };
    const isFree = taken.every((each) => each.right < place.left || Math.abs(each.y - place.y) >= 14);
    if (!isFree || place.right > right) return false;
    taken.push(place);
    return true;
  });
}
