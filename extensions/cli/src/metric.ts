import { Failure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import type { ExplainedFragment } from './generated/graphql.ts';
import type { Terminal } from './terminal/terminal.ts';
import { plainText, wrapped } from './terminal/text.ts';

graphql(`
  fragment Explained on Metric {
    unavailable { code reason remedy }
    asOf
    window { from to }
    sampleSize
    unit
    method
    confidence
    limitations
  }
`);

/** What a number says of itself, as `--json` shows it. */
export type Explanation = Pick<
  ExplainedFragment,
  'unavailable' | 'asOf' | 'window' | 'sampleSize' | 'unit' | 'method' | 'confidence' | 'limitations'
>;

/** The explaining fields of a metric alone, in their documented order. */
export function explanation(metric: Explanation): Explanation {
  const { unavailable, asOf, window, sampleSize, unit, method, confidence, limitations } = metric;
  return { unavailable, asOf, window, sampleSize, unit, method, confidence, limitations };
}

/**
 * A path that the analysed commit doesn't have is the user's mistake, not missing data.
 * @throws Failure PATH_UNKNOWN
 */
export function refuseUnknownPath({ unavailable }: Pick<Explanation, 'unavailable'>): void {
  if (unavailable?.code !== 'PATH_UNKNOWN') return;
  throw new Failure(unavailable.code, unavailable.reason, { remedy: unavailable.remedy });
}

/** Says why a value is missing and what would make it appear; true where it is. */
export function printUnavailable(
  { print, style }: Terminal,
  what: string,
  metric: Pick<Explanation, 'unavailable'>,
): boolean {
  if (metric.unavailable === null) return false;
  const { reason, remedy } = metric.unavailable;
  print(`${style.bold(what)}: not available. ${plainText(reason)}`);
  if (remedy !== '') print(style.dim(plainText(remedy)));
  return true;
}

/** The lines under a number: when its data were complete, how it is made, what it does not know. */
export function printExplanation(
  { print, style, width }: Terminal,
  { asOf, method, limitations }: Pick<Explanation, 'asOf' | 'method'> & { readonly limitations?: readonly string[] },
): void {
  const lines = (text: string) => wrapped(text, Math.min(width, READABLE_COLUMNS));
  for (const line of lines(`As of ${minute(asOf)}. ${plainText(method)}`)) print(style.dim(line));
  for (const limitation of limitations ?? []) {
    for (const line of lines(`! ${plainText(limitation)}`)) print(style.warn(line));
  }
}

const READABLE_COLUMNS = 100;

/** An instant to the minute in UTC: `2026-03-01 14:05 UTC`. */
export function minute(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? plainText(instant) : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
