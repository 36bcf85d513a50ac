import type { MetricFacts } from '../graph/metric-fields.ts';
import { formatAgo, formatCount, formatDay, formatInstant, formatShare } from '../time/format.ts';
import type { Definition } from '../words/definitions.ts';
import styles from './explain.module.css';

/** A number that the graph gives without an account of itself: what it means, and what its answer says besides. */
export interface DefinedNumber {
  readonly definition: Definition;
  /** How the answer it stands in was made, where the answer says so. */
  readonly method?: string | undefined;
  /** When the data behind it were last complete, where the answer says so. */
  readonly asOf?: string | null | undefined;
  /** What it was computed from, in words: "214 files". */
  readonly sample?: string | undefined;
}

/** Method, sample, window, age, confidence and limitations, as the metric itself gives them. */
export function MetricList({ metric }: { readonly metric: MetricFacts }) {
  return (
    <dl className={styles.facts}>
      <dt>Method</dt>
      <dd>{metric.method}</dd>
      <dt>Unit</dt>
      <dd>{metric.unit}</dd>
      <dt>Computed from</dt>
      <dd>{formatCount(metric.sampleSize)} items</dd>
      <dt>Window</dt>
      <dd>
        {metric.window
          ? `${formatDay(metric.window.from)} to ${formatDay(metric.window.to)}, both included`
          : 'All of history'}
      </dd>
      <AsOf instant={metric.asOf} />
      <dt>Confidence</dt>
      <dd>
        {metric.confidence === null || metric.confidence === undefined
          ? 'The method gives none'
          : formatShare(metric.confidence)}
      </dd>
      <dt>Limitations</dt>
      <dd>
        {metric.limitations.length === 0 ? (
          'None known'
        ) : (
          <ul className={styles.limitations}>
            {metric.limitations.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
      </dd>
    </dl>
  );
}

/** What a defined number means; what its answer does not say is left out rather than made up. */
export function DefinedList({ number }: { readonly number: DefinedNumber }) {
  const { definition, method, asOf, sample } = number;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Definition</dt>
        <dd>{definition.meaning}</dd>
        {method !== undefined && (
          <>
            <dt>Method</dt>
            <dd>{method}</dd>
          </>
        )}
        <dt>Unit</dt>
        <dd>{definition.unit}</dd>
        <dt>Source</dt>
        <dd>{definition.source}</dd>
        {sample !== undefined && (
          <>
            <dt>Computed from</dt>
            <dd>{sample}</dd>
          </>
        )}
        {asOf != null && <AsOf instant={asOf} />}
      </dl>
      <p className={styles.fixed}>
        A fixed definition: this number comes without a confidence or limitations of its own. What is known to be
        missing stands at the top of its repository.
      </p>
    </>
  );
}

function AsOf({ instant }: { readonly instant: string }) {
  return (
    <>
      <dt>As of</dt>
      <dd title={instant}>
        {formatInstant(instant)} ({formatAgo(instant, new Date())})
      </dd>
    </>
  );
}
