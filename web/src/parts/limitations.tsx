import { paths } from '../paths.ts';
import { Icon } from './icon.tsx';
import styles from './limitations.module.css';
import { Link } from './link.tsx';
import { Words } from './words.tsx';

interface Limitation {
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
  readonly repository?: { readonly id: string; readonly name: string } | null;
}

/** What is known to be missing or incomplete, each with what would mend it. */
export function Limitations({ limitations }: { readonly limitations: readonly Limitation[] }) {
  if (limitations.length === 0) return <p className={styles.none}>Nothing is known to be missing.</p>;
  return (
    <ul className={styles.list}>
      {limitations.map((each) => (
        <li key={`${each.code}/${each.repository?.id}/${each.text}`}>
          <Icon name="warning" />
          <div>
            <p>
              {each.repository && (
                <>
                  <Link href={paths.repository(each.repository.id)}>{each.repository.name}</Link>:{' '}
                </>
              )}
              <Words text={each.text} />
            </p>
            <p className={styles.remedy}>
              <Words text={each.remedy} /> <code>{each.code}</code>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
