import { Fragment, type ReactNode, useEffect } from 'react';
import { Link } from '../parts/link.tsx';
import styles from './page.module.css';
import { WindowChoiceMenu } from './window-choice.tsx';

interface PageProps {
  readonly title: string;
  /** Steps above the page, outermost first. */
  readonly trail?: readonly { readonly label: string; readonly href: string }[];
  /** Whether the numbers of the page follow the chosen window. */
  readonly hasWindow?: boolean;
  /** The answer in one sentence. */
  readonly answer?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page's frame: where one is, what window it is about, its answer, and then its parts. */
export function Page({ title, trail = [], hasWindow = false, answer, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Trellis`;
  }, [title]);
  return (
    <div className={styles.page}>
      <div className={styles.top}>
        <nav aria-label="Where you are" className={styles.trail}>
          {trail.map((step) => (
            <Fragment key={step.href}>
              <Link href={step.href}>{step.label}</Link>
              <span aria-hidden="true">/</span>
            </Fragment>
          ))}
          <span aria-current="page">{title}</span>
        </nav>
        {hasWindow && <WindowChoiceMenu />}
      </div>
      <header className={styles.header}>
        <div className={styles.heading}>
          <h1>{title}</h1>
          {actions}
        </div>
        {answer !== undefined && answer !== null && answer !== '' && <p className={styles.answer}>{answer}</p>}
      </header>
      {children}
    </div>
  );
}

/** Two parts side by side where there is room. */
export function Columns({
  isCalendarFirst = false,
  children,
}: {
  readonly isCalendarFirst?: boolean;
  readonly children: ReactNode;
}) {
  return <div className={isCalendarFirst ? styles.besideCalendar : styles.columns}>{children}</div>;
}
