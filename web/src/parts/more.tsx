import type { MoreRows } from '../graph/use-page-query.ts';
import { formatCount } from '../time/format.ts';
import styles from './form.module.css';

/** Under a paged list: how much of it is shown, and the button for more. */
export function More({ more, shown, total, what }: { more: MoreRows; shown: number; total?: number; what: string }) {
  return (
    <>
      <span>
        {total === undefined ? formatCount(shown) : `${formatCount(shown)} of ${formatCount(total)}`} {what}
      </span>
      {more.hasMore && (
        <button type="button" className={styles.button} onClick={more.load} disabled={more.loading}>
          {more.loading ? 'Loading…' : 'Show more'}
        </button>
      )}
      {more.problem !== undefined && <span role="alert">{more.problem.message}</span>}
    </>
  );
}
