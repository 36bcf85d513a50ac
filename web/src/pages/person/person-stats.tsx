import { usePageWindow } from '../../app/search-state.ts';
import type { PersonFactsFragment } from '../../generated/graphql.ts';
import { Stat, Stats } from '../../parts/stat.tsx';
import { formatCount, formatDay } from '../../time/format.ts';
import { windowPhrase } from '../../time/window.ts';

/** The person's window in numbers, each with its explanation. */
export function PersonStats({ person }: { readonly person: PersonFactsFragment }) {
  const window = usePageWindow();
  const { commitCount, activityCalendar, languages } = person;
  const previous = window.range === null ? null : commitCount.previousValue;
  const by = (commitCount.value ?? 0) - (previous ?? 0);
  const days = activityCalendar.days.filter(
    (each) =>
      each.commits > 0 && (window.range === null || (each.day >= window.range.from && each.day <= window.range.to)),
  );
  return (
    <Stats>
      <Stat
        id="commits"
        label="Commits"
        value={commitCount.value == null ? null : formatCount(commitCount.value)}
        metric={commitCount}
        href="#commits"
        difference={previous == null ? null : { by, unit: Math.abs(by) === 1 ? 'commit' : 'commits' }}
        note={windowPhrase(window, formatDay)}
      />
      <Stat
        id="days"
        label="Days with a commit"
        value={activityCalendar.unavailable ? null : formatCount(days.length)}
        metric={activityCalendar}
        href="#commits"
        note={windowPhrase(window, formatDay)}
      />
      <Stat
        id="language-count"
        label="Languages"
        value={languages.unavailable ? null : formatCount(languages.languages.length)}
        metric={languages}
        href="#languages"
        note="in source files changed"
      />
    </Stats>
  );
}
