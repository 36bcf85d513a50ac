import { graphql } from '../generated/gql.ts';
import type { MetricFieldsFragment } from '../generated/graphql.ts';

/** What every number says of itself; each metric a page asks for spreads it. */
export const metricFields = graphql(`
  fragment MetricFields on Metric {
    unavailable {
      code
      reason
      remedy
    }
    asOf
    window {
      from
      to
    }
    sampleSize
    unit
    method
    confidence
    limitations
  }
`);

/** A number's own account of itself, whichever metric it is. */
export type MetricFacts = Omit<MetricFieldsFragment, '__typename'>;
