import { type ReactNode, useState } from 'react';
import styles from './figure.module.css';
import form from './form.module.css';

interface FigureProps {
  readonly title: string;
  /** The picture in one sentence, for everybody. */
  readonly summary?: ReactNode;
  /** The same data as a table. */
  readonly table?: ReactNode;
  /** Beside the title, e.g. the explain button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled picture with its summary and, one click away, the table of the same data. */
export function Figure({ title, summary, table, aside, children }: FigureProps) {
  const [view, setView] = useState<'picture' | 'table'>('picture');
  return (
    <section className={styles.figure}>
      <header className={styles.header}>
        <h2>{title}</h2>
        {aside}
        {table !== undefined && (
          // biome-ignore lint/a11y/useSemanticElements: two toggles, not a form's set of fields
          <div className={`${form.segments} ${styles.views}`} role="group" aria-label={`View of ${title}`}>
            <button type="button" aria-pressed={view === 'picture'} onClick={() => setView('picture')}>
              Picture
            </button>
            <button type="button" aria-pressed={view === 'table'} onClick={() => setView('table')}>
              Table
            </button>
          </div>
        )}
      </header>
      {summary !== undefined && <p className={styles.summary}>{summary}</p>}
      {view === 'table' && table !== undefined ? table : children}
    </section>
  );
}

/** A titled part of a page without a picture of its own. */
export function Section({ title, aside, summary, children }: Omit<FigureProps, 'table'>) {
  return (
    <Figure title={title} aside={aside} summary={summary}>
      {children}
    </Figure>
  );
}
