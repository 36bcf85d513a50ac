import { metricFields, unavailable } from '@trellis/service-kit/metric.ts';
import { type DayWindow, windowBefore } from '@trellis/service-kit/window.ts';

/** Nothing of the repository, or of any, was imported yet. */
export const NOT_IMPORTED = unavailable(
  'NOT_IMPORTED',
  'No import of this history has finished yet.',
  'Import a repository, or wait until its import is done.',
);

/**
 * A count with the same of the window before.
 * @param asOf null: nothing was imported
 * @param count of a window; undefined: of all history
 */
export async function countMetric(given: {
  readonly asOf: Date | null;
  readonly now: Date;
  readonly window: DayWindow | undefined;
  readonly unit: string;
  readonly method: string;
  readonly confidence?: number | null;
  readonly count: (window: DayWindow | undefined) => Promise<number>;
}) {
  const { asOf, window, unit, method } = given;
  const base = { window, unit, method };
  if (asOf === null)
    return {
      ...metricFields({ ...base, asOf: given.now, sampleSize: 0, unavailable: NOT_IMPORTED }),
      value: null,
      previousValue: null,
    };
  const [value, previousValue] = await Promise.all([
    given.count(window),
    window === undefined ? null : given.count(windowBefore(window)),
  ]);
  return {
    ...metricFields({ ...base, asOf, sampleSize: value, confidence: given.confidence }),
    value,
    previousValue,
  };
}
