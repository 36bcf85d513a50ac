import { usePageWindow, useSearchState } from '../../app/search-state.ts';
import type { PersonFactsFragment } from '../../generated/graphql.ts';
import { Link } from '../../parts/link.tsx';
import { Empty } from '../../parts/state.tsx';
import { formatDay } from '../../time/format.ts';
import { formatRange, windowPhrase, yearUpTo } from '../../time/window.ts';

/** Where the person has no commit in the window: when there were some, and the one click that shows them. */
export function QuietWindow({ person }: { readonly person: PersonFactsFragment }) {
  const { search, hrefWith } = useSearchState();
  const window = usePageWindow();
  const chosen = person.repositories.find((each) => each.repository.id === search.repository);
  const lastDay = chosen?.lastActiveOn ?? person.lastActiveOn;
  const firstDay = chosen?.firstActiveOn ?? person.firstActiveOn;
  const where = chosen === undefined ? '' : ` in ${chosen.repository.name}`;
  if (lastDay == null) {
    return (
      <Empty level="h2" title={`No commit of ${person.name} counts${where}`}>
        <p>Merges alone say nothing of what a person knows, so there are no numbers to show for any window.</p>
      </Empty>
    );
  }
  return (
    <Empty level="h2" title={`${person.name} did not commit${where} ${windowPhrase(window, formatDay)}`}>
      <p>
        Last active on {formatDay(lastDay)}
        {firstDay != null && firstDay !== lastDay && <>, since {formatDay(firstDay)}</>}. Counts, hours, languages and
        commits need a window with commits in it.
      </p>
      <p>
        <Link href={hrefWith({ window: formatRange(yearUpTo(lastDay)), explain: undefined })}>
          Show the year up to {formatDay(lastDay)}
        </Link>
        , or <Link href={hrefWith({ window: 'all', explain: undefined })}>all of history</Link>.
      </p>
    </Empty>
  );
}
