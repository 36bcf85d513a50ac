import { useSearchState } from '../../app/search-state.ts';
import type { BusFactorTabFragment } from '../../generated/graphql.ts';
import { Explain } from '../../parts/explain.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { Empty } from '../../parts/state.tsx';
import { formatCount } from '../../time/format.ts';
import { whatIfSentence } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { AmongChoice } from './among-choice.tsx';

interface Candidate {
  readonly id: string;
  readonly name: string;
}

/** What the repository would lose if the chosen people left; the choice stands in the URL. */
export function WhatIf({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { search, hrefWith, change } = useSearchState();
  const isEverybody = search.among === 'everybody';
  const chosen = new Set((search.without ?? '').split(',').filter((id) => id !== ''));
  const candidates = candidatesOf(isEverybody ? repository.historical : repository.baseline);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    change({ without: [...next].sort().join(',') }, { replace: true });
  };
  const names = candidates.filter((each) => chosen.has(each.id)).map((each) => each.name);
  const { whatIf } = repository;
  const before = isEverybody ? repository.historical : repository.baseline;
  return (
    <Section
      title="What if people leave"
      summary="Choose who would leave. Nothing is saved; the address of this page keeps the choice, so it can be sent."
      aside={
        <>
          {chosen.size > 0 && (
            <button
              type="button"
              className={form.button}
              onClick={() => change({ without: undefined }, { replace: true })}
            >
              Nobody leaves
            </button>
          )}
          <AmongChoice />
        </>
      }
    >
      {candidates.length === 0 && (
        <Empty title={isEverybody ? 'Nobody is an author of a file here' : 'Nobody active is an author of a file here'}>
          <p>
            {isEverybody ? (
              'No single person wrote enough of any of these files, so nothing can be lost with one.'
            ) : (
              <>
                So nothing more is lost when an active person leaves.{' '}
                <Link href={hrefWith({ among: 'everybody' })}>Ask it of everybody who ever wrote</Link>
              </>
            )}
          </p>
        </Empty>
      )}
      <fieldset className={styles.people} hidden={candidates.length === 0}>
        <legend className="visually-hidden">Who leaves</legend>
        {candidates.map((each) => (
          <label key={each.id}>
            <input type="checkbox" checked={chosen.has(each.id)} onChange={() => toggle(each.id)} />
            {each.name}
          </label>
        ))}
      </fieldset>
      {chosen.size > 0 && whatIf && (
        <p className={styles.outcome} role="status">
          {whatIfSentence({
            names: names.length === 0 ? ['these people'] : names,
            filesLost: whatIf.filesLostWithout,
            files: whatIf.files,
            before: before.value,
            among: isEverybody ? 'author' : 'active author',
            after: whatIf.value,
          })}{' '}
          <Explain
            id="what-if"
            title="Bus factor without them"
            value={whatIf.value == null ? null : formatCount(whatIf.value)}
            metric={whatIf}
          />
        </p>
      )}
    </Section>
  );
}

/** Who holds files here, by name: the people of the removal curve, up to its length. */
function candidatesOf(factor: BusFactorTabFragment['baseline']): readonly Candidate[] {
  const people = new Map<string, Candidate>();
  for (const { developer } of factor.curve) {
    if (developer) people.set(developer.id, developer);
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
}
