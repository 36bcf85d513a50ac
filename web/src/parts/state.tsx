import type { ReactNode } from 'react';
import type { Problem } from '../graph/problem.ts';
import { paths } from '../paths.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import styles from './state.module.css';
import { Words } from './words.tsx';

interface Unavailable {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Where a number or picture would stand, why it does not, and what would make it appear. */
export function Missing({
  unavailable,
  children,
}: {
  readonly unavailable: Unavailable;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.missing}>
      <p className={styles.reason}>
        <Words text={unavailable.reason} />
      </p>
      <p className={styles.remedy}>
        <Words text={unavailable.remedy} />
      </p>
      {children}
    </div>
  );
}

/** A place with nothing in it yet, and what to do about that. */
export function Empty({
  title,
  level: Heading = 'h3',
  children,
}: {
  readonly title: string;
  /** `h2` where it stands on the page itself, not in a titled part of it. */
  readonly level?: 'h2' | 'h3';
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

const titles: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'You are signed out',
  FORBIDDEN: 'Not for your role',
  RATE_LIMITED: 'Too many requests',
  TOO_COMPLEX: 'Too much at once',
  NOT_FOUND: 'Not found',
  OFFLINE: 'No network',
  UNREACHABLE: 'Trellis does not answer',
  UNAVAILABLE: 'A part of Trellis does not answer',
};

/** An error told by its code, with its remedy and a way to try again. */
export function ProblemNotice({ problem, onRetry }: { readonly problem: Problem; readonly onRetry?: () => void }) {
  return (
    <div className={styles.problem} role="alert">
      <Icon name="warning" size={18} />
      <div>
        <h3>{titles[problem.code] ?? 'Something failed'}</h3>
        <p>
          <Words text={problem.message} />
        </p>
        {problem.remedy !== undefined && (
          <p className={styles.remedy}>
            <Words text={problem.remedy} />
          </p>
        )}
        <p className={styles.actions}>
          {problem.code === 'UNAUTHENTICATED' ? (
            <Link href={paths.signIn()}>Go to sign-in</Link>
          ) : (
            onRetry !== undefined && (
              <button type="button" className={styles.retry} onClick={onRetry}>
                Try again
              </button>
            )
          )}
          <code>{problem.code}</code>
        </p>
      </div>
    </div>
  );
}

/** What is not known or not this viewer's to see: the same words for both. */
export function NotFound({ what }: { readonly what: string }) {
  return (
    <Empty level="h2" title={`There is no such ${what}`}>
      <p>It may have been removed, or the link belongs to another workspace.</p>
    </Empty>
  );
}

/** Grey bars of the final layout's size while nothing is known yet. */
export function Skeleton({ height, label }: { readonly height: number; readonly label: string }) {
  return (
    <div className={styles.skeleton} style={{ height }} role="status" aria-busy="true">
      <span className="visually-hidden">Loading {label}</span>
    </div>
  );
}
