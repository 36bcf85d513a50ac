import { type KeyboardEvent, type ReactNode, useContext, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { ExplainPlace } from '../app/explain-place.ts';
import { useSearchState } from '../app/search-state.ts';
import type { MetricFacts } from '../graph/metric-fields.ts';
import styles from './explain.module.css';
import { DefinedList, type DefinedNumber, MetricList } from './explain-facts.tsx';
import { Icon } from './icon.tsx';

interface ExplainProps {
  /** Name of the number in the URL, unique on its page. */
  readonly id: string;
  readonly title: string;
  /** The number as shown; null where it is missing, left out where many numbers are explained at once. */
  readonly value?: string | null | undefined;
  /** The number's own account of itself, or the definition of one that the graph gives without such an account. */
  readonly metric: MetricFacts | DefinedNumber;
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
      {value !== undefined && <p className={styles.value}>{value ?? 'Not available'}</p>}
      {'definition' in metric ? (
        <>
          {children}
          <DefinedList number={metric} />
        </>
      ) : (
        <>
          {metric.unavailable && (
            <div className={styles.unavailable}>
              <p>{metric.unavailable.reason}</p>
              <p>{metric.unavailable.remedy}</p>
              <code>{metric.unavailable.code}</code>
            </div>
          )}
          {children}
          <MetricList metric={metric} />
        </>
      )}
    </div>
  );
}
