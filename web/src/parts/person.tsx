import { dataColor } from '../charts/data-colors.ts';
import { paths } from '../paths.ts';
import { Link } from './link.tsx';
import styles from './person.module.css';

export interface PersonFacts {
  readonly id: string;
  readonly name: string;
  readonly initials?: string;
}

/** A person by initials and name, linked to the person's page. */
export function Person({
  person,
  isActive,
}: {
  readonly person: PersonFacts;
  readonly isActive?: boolean | undefined;
}) {
  return (
    <span className={styles.person}>
      <Initials person={person} />
      <Link href={paths.person(person.id)} className={styles.name}>
        {person.name === '' ? 'No name' : person.name}
      </Link>
      {isActive === false && <span className={styles.inactive}>inactive</span>}
    </span>
  );
}

/** Initials on the person's own colour; the name always stands beside it. */
export function Initials({ person, size = 20 }: { readonly person: PersonFacts; readonly size?: number }) {
  const color = dataColor(person.id);
  return (
    <span
      aria-hidden="true"
      className={styles.initials}
      style={{
        width: size,
        height: size,
        fontSize: Math.max(9, size * 0.42),
        borderColor: color,
        background: `color-mix(in oklab, ${color} var(--tint), var(--surface))`,
      }}
    >
      {person.initials ?? initialsOf(person.name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) =>
    word === undefined ? '' : [...word][0],
  );
  return letters.join('').toUpperCase();
}

/** Several people in one line, by name; the rest as a count. */
export function PeopleLine({
  people,
  limit = 2,
}: {
  readonly people: readonly PersonFacts[];
  readonly limit?: number;
}) {
  const shown = people.slice(0, limit);
  return (
    <span className={styles.line}>
      {shown.map((person) => (
        <Person key={person.id} person={person} />
      ))}
      {people.length > limit && (
        <span
          className={styles.rest}
          title={people
            .slice(limit)
            .map((person) => person.name)
            .join('\n')}
        >
          and {people.length - limit} more
        </span>
      )}
    </span>
  );
}
