import { formatShare } from '../time/format.ts';
import { languageColor } from './data-colors.ts';
import styles from './language-bar.module.css';

interface LanguageBarProps {
  readonly languages: readonly { readonly language: string; readonly share: number }[];
}

/** Shares of languages as one bar with a name and share for each beneath; beyond eight the rest is one part. */
export function LanguageBar({ languages }: LanguageBarProps) {
  const shown = languages.slice(0, 7);
  const rest = languages.slice(7).reduce((sum, each) => sum + each.share, 0);
  return (
    <div className={styles.languages}>
      <div className={styles.bar} aria-hidden="true">
        {shown.map((each) => (
          <span key={each.language} style={{ flexGrow: each.share, background: languageColor(each.language) }} />
        ))}
        {rest > 0 && <span style={{ flexGrow: rest }} className={styles.rest} />}
      </div>
      <ul className={styles.names}>
        {shown.map((each) => (
          <li key={each.language}>
            <span className={styles.dot} style={{ background: languageColor(each.language) }} aria-hidden="true" />
            {each.language} <strong>{formatShare(each.share)}</strong>
          </li>
        ))}
        {rest > 0 && (
          <li>
            <span className={`${styles.dot} ${styles.rest}`} aria-hidden="true" />
            Others <strong>{formatShare(rest)}</strong>
          </li>
        )}
      </ul>
    </div>
  );
}
