import { useSearchState } from '../../app/search-state.ts';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import styles from '../repository.module.css';

/** Who counts: people who still commit, or everybody who ever wrote. The choice stands in the URL, one for the page. */
export function AmongChoice() {
  const { search, hrefWith } = useSearchState();
  const isEverybody = search.among === 'everybody';
  return (
    <div className={`${form.segments} ${styles.among}`}>
      <Link href={hrefWith({ among: undefined })} aria-current={!isEverybody}>
        Active people
      </Link>
      <Link href={hrefWith({ among: 'everybody' })} aria-current={isEverybody}>
        Everybody ever
      </Link>
    </div>
  );
}
