import { type KeyboardEvent, type ReactNode, useContext, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { ExplainPlace } from '../app/explain-place.ts';
import { useSearchState } from '../app/search-state.ts';
import type { MetricFacts } from '../graph/metric-fields.ts';
import { formatAgo, formatCount, formatDay, formatInstant, formatShare } from '../time/format.ts';
import styles from './explain.module.css';
import { Icon } from './icon.tsx';

interface ExplainProps {
  /** Name of the number in the URL, unique on its page. */
  readonly id: string;
  readonly title: string;
  /** The number as shown; null where it is missing. */
  readonly value: string | null;
  readonly metric: MetricFacts;
  /** Whatever a particular metric adds, e.g. whom a bus factor names. */
  readonly children?: ReactNode;
}

/** The small button beside a number, and, once asked, the panel at the right that explains the number. */
export function Explain(props: ExplainProps) {
  const { search, change } = useSearchState();
  const place = useContext(ExplainPlace);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = search.explain === props.id;
  const close = () => {
    change({ explain: undefined }, { replace: true });
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={isOpen}
        aria-label={`Explain ${props.title}`}
        title={`Explain ${props.title}`}
        onClick={() => (isOpen ? close() : change({ explain: props.id }, { replace: true }))}
      >
        <Icon name="explain" size={14} />
      </button>
      {isOpen && place !== null && createPortal(<ExplainPanel {...props} onClose={close} />, place)}
    </>
  );
}

function ExplainPanel({ title, value, metric, children, onClose }: ExplainProps & { readonly onClose: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from anywhere inside it
    <div className={styles.panel} onKeyDown={closeOnEscape}>
      <header className={styles.header}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className={styles.button} aria-label="Close the explanation" onClick={onClose}>
          <Icon name="close" size={14} />
        </button>
      </header>
      <p className={styles.value}>{value ?? 'Not available'}</p>
      {metric.unavailable && (
        <div className={styles.unavailable}>
          <p>{metric.unavailable.reason}</p>
          <p>{metric.unavailable.remedy}</p>
          <code>{metric.unavailable.code}</code>
        </div>
      )}
      {children}
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
        <dt>As of</dt>
        <dd title={metric.asOf}>
          {formatInstant(metric.asOf)} ({formatAgo(metric.asOf, new Date())})
        </dd>
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
    </div>
  );
}
