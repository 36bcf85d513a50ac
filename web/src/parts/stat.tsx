import type { ReactNode } from 'react';
import type { MetricFacts } from '../graph/metric-fields.ts';
import { formatCount } from '../time/format.ts';
import { Explain } from './explain.tsx';
import type { DefinedNumber } from './explain-facts.tsx';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import styles from './stat.module.css';

interface StatProps {
  readonly id: string;
  readonly label: string;
  /** As shown; null: the metric says why it is missing. */
  readonly value: string | null;
  readonly metric: MetricFacts | DefinedNumber;
  /** Where what it counts is listed. */
  readonly href?: string;
  /** Change against the window before, in the number's own unit. */
  readonly difference?: { readonly by: number; readonly unit: string } | null;
  readonly note?: ReactNode | undefined;
}

/** One number with its change, its sample, a quiet mark where data are incomplete, and its explanation. */
export function Stat({ id, label, value, metric, href, difference, note }: StatProps) {
  const limitations = 'definition' in metric ? [] : metric.limitations;
  const unavailable = 'definition' in metric ? null : metric.unavailable;
  return (
    <div className={styles.stat}>
      <div className={styles.label}>
        <span>{label}</span>
        {limitations.length > 0 && (
          <span className={styles.mark} title={limitations.join('\n')}>
            <Icon name="warning" size={12} />
            <span className="visually-hidden">incomplete</span>
          </span>
        )}
        <Explain id={id} title={label} value={value} metric={metric} />
      </div>
      {value === null ? (
        <div className={styles.missing}>
          <p>{unavailable?.reason ?? 'Not known yet.'}</p>
          {unavailable && <p className={styles.note}>{unavailable.remedy}</p>}
        </div>
      ) : (
        <div className={styles.figure}>{href === undefined ? value : <Link href={href}>{value}</Link>}</div>
      )}
      {note !== undefined && <p className={styles.note}>{note}</p>}
      {value !== null && difference && <Difference {...difference} />}
    </div>
  );
}

function Difference({ by, unit }: { readonly by: number; readonly unit: string }) {
  if (by === 0) return <p className={styles.note}>as many as in the window before</p>;
  return (
    <p className={styles.note}>
      <span aria-hidden="true">{by > 0 ? '▲' : '▼'}</span> {formatCount(Math.abs(by))} {unit}{' '}
      {by > 0 ? 'more' : 'fewer'} than before
    </p>
  );
}

export function Stats({ children }: { readonly children: ReactNode }) {
  return <div className={styles.stats}>{children}</div>;
}
