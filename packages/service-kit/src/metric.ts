import type { DayWindow } from './window.ts';

/** Why a value is missing, and what would make it appear. */
export interface Unavailable {
  /** Stable, e.g. NOT_ENOUGH_DATA, NOT_IMPORTED, STATE_NOT_DERIVED, CLOCK_UNKNOWN. */
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

/** What every number says of itself: the fields of the interface Metric. */
export interface MetricFields {
  readonly unavailable: Unavailable | null;
  /** RFC 3339 in UTC. */
  readonly asOf: string;
  readonly window: DayWindow | null;
  readonly sampleSize: number;
  readonly unit: string;
  readonly method: string;
  /** 0..1 */
  readonly confidence: number | null;
  readonly limitations: readonly string[];
}

/** Says why a value is missing; missing data is never an error. */
export function unavailable(code: string, reason: string, remedy: string): Unavailable {
  return { code, reason, remedy };
}

/** Fills the fields of the interface Metric; what is left out is null or empty. */
export function metricFields(given: {
  readonly asOf: Date | string;
  readonly sampleSize: number;
  readonly unit: string;
  readonly method: string;
  readonly window?: DayWindow | null | undefined;
  readonly confidence?: number | null | undefined;
  readonly limitations?: readonly string[] | undefined;
  readonly unavailable?: Unavailable | null | undefined;
}): MetricFields {
  return {
    unavailable: given.unavailable ?? null,
    asOf: typeof given.asOf === 'string' ? given.asOf : given.asOf.toISOString(),
    window: given.window ?? null,
    sampleSize: given.sampleSize,
    unit: given.unit,
    method: given.method,
    confidence: given.confidence ?? null,
    limitations: given.limitations ?? [],
  };
}
