import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { Person } from '../../parts/person.tsx';
import { Empty } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { formatDay } from '../../time/format.ts';
import type { PageWindow } from '../../time/window.ts';
import styles from '../overview.module.css';

interface ActivePeopleProps {
  readonly developers: readonly {
    readonly id: string;
    readonly name: string;
    readonly initials: string;
    readonly lastActiveOn?: string | null;
  }[];
  readonly window: PageWindow;
}

/** Who committed since the window began, by name: people are never ranked. */
export function ActivePeople({ developers, window }: ActivePeopleProps) {
  const from = window.range?.from ?? '';
  const active = developers
    .filter((each) => each.lastActiveOn != null && each.lastActiveOn >= from)
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const title = window.range === null ? 'Who committed' : `Who committed since ${formatDay(window.range.from)}`;
  const newest = developers[0];
  return (
    <Section title={title}>
      {active.length === 0 ? (
        <Empty title="Nobody in these days">
          {newest?.lastActiveOn != null && (
            <p>
              The last commit is of {formatDay(newest.lastActiveOn)}, by {newest.name}.{' '}
              <Link href={paths.overview({ window: 'all' })}>Show all of history</Link>
            </p>
          )}
        </Empty>
      ) : (
        <ul className={styles.people}>
          {active.map((each) => (
            <li key={each.id}>
              <Person person={each} />
              {each.lastActiveOn != null && <span className={styles.when}>{formatDay(each.lastActiveOn)}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
