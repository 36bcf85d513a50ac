import { useParams } from '@tanstack/react-router';
import { Columns, Page } from '../app/page.tsx';
import { usePageWindow, useSearchState } from '../app/search-state.ts';
import { LanguageBar } from '../charts/language-bar.tsx';
import { graphql } from '../generated/gql.ts';
import type { PersonFactsFragment } from '../generated/graphql.ts';
import { useMore, usePageQuery } from '../graph/use-page-query.ts';
import { CalendarFigure } from '../parts/calendar-figure.tsx';
import { CommitTable } from '../parts/commit-table.tsx';
import { Explain } from '../parts/explain.tsx';
import { Figure, Section } from '../parts/figure.tsx';
import form from '../parts/form.module.css';
import { HoursFigure } from '../parts/hours-figure.tsx';
import { LanguageTable } from '../parts/language-table.tsx';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/more.tsx';
import { Initials } from '../parts/person.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { Empty, Missing, NotFound, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { paths } from '../paths.ts';
import { formatCount, formatDay } from '../time/format.ts';
import { calendarRange, formatRange, windowPhrase } from '../time/window.ts';
import { counted, languagesSentence, listed } from '../words/sentences.ts';
import { PersonAliases, PersonRepositories } from './person/identity.tsx';
import { OwnedAreas } from './person/owned-areas.tsx';

const personQuery = graphql(`
  query PersonPage($id: ID!, $repositoryId: ID, $window: WindowInput, $calendar: WindowInput) {
    developer(id: $id) {
      ...PersonFacts
    }
  }
`);

export const personFacts = graphql(`
  fragment PersonFacts on Developer {
    id
    name
    initials
    isBot
    isActive
    firstActiveOn
    lastActiveOn
    commitCount(repositoryId: $repositoryId, window: $window) {
      value
      previousValue
      ...MetricFields
    }
    languages(repositoryId: $repositoryId, window: $window) {
      ...LanguageFacts
    }
    activityCalendar(repositoryId: $repositoryId, window: $calendar) {
      ...CalendarFacts
    }
    hourHeatmap(repositoryId: $repositoryId, window: $window) {
      ...HourFacts
    }
    commits(repositoryId: $repositoryId, window: $window, first: 50) {
      ...CommitRows
    }
    teams {
      id
      name
    }
    ...PersonIdentity
  }
`);

const moreCommits = graphql(`
  query MorePersonCommits($id: ID!, $repositoryId: ID, $window: WindowInput, $after: String) {
    developer(id: $id) {
      id
      commits(repositoryId: $repositoryId, window: $window, first: 50, after: $after) {
        ...CommitRows
      }
    }
  }
`);

export function PersonPage() {
  const { developerId = '' } = useParams({ strict: false }) as { developerId?: string };
  // Another person is another page: nothing of the former one may stand under the name.
  return <PersonPageOf key={developerId} id={developerId} />;
}

function PersonPageOf({ id }: { readonly id: string }) {
  const { search, change } = useSearchState();
  const window = usePageWindow();
  const repositoryId = search.repository ?? null;
  const { data, problem, retry } = usePageQuery(personQuery, {
    id,
    repositoryId,
    window: window.range,
    calendar: calendarRange(window, new Date()),
  });
  const trail = [{ label: 'People', href: paths.people() }];
  const person = data?.developer;
  // Hours belong to the person: that they are kept from others is no failure of the page.
  const shownProblem = problem?.code === 'FORBIDDEN' && person ? undefined : problem;
  if (!person) {
    return (
      <Page title="Person" trail={trail}>
        {problem !== undefined ? (
          <ProblemNotice problem={problem} onRetry={retry} />
        ) : data === undefined ? (
          <Skeleton height={480} label="the person" />
        ) : (
          <NotFound what="person" />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={person.name}
      trail={trail}
      hasWindow
      actions={<Initials person={person} size={28} />}
      answer={personSentence(person)}
    >
      {shownProblem !== undefined && <ProblemNotice problem={shownProblem} onRetry={retry} />}
      <RepositoryFilter person={person} />
      <PersonStats person={person} />
      <CalendarFigure
        calendar={person.activityCalendar}
        onDay={(day) => change({ window: formatRange({ from: day, to: day }) })}
      />
      <Columns>
        <HoursFigure hours={person.hourHeatmap} />
        <PersonLanguages person={person} />
      </Columns>
      <OwnedAreas developerId={person.id} repositories={person.repositories.map((each) => each.repository)} />
      <PersonCommits person={person} />
      <Columns>
        <PersonRepositories person={person} />
        <PersonAliases person={person} />
      </Columns>
    </Page>
  );
}

/** "Ada last committed on 3 March 2026, to api and web; mostly TypeScript." */
function personSentence(person: PersonFactsFragment): string {
  if (person.lastActiveOn == null) return `${person.name} has no counted commit.`;
  const since = person.firstActiveOn == null ? '' : ` since ${formatDay(person.firstActiveOn)}`;
  const where = listed(person.repositories.map((each) => each.repository.name));
  const [first] = person.languages.languages;
  const language = first === undefined ? '' : `, in the chosen days mostly ${first.language}`;
  const kind = person.isBot ? ' This is a bot, left out of people’s numbers.' : '';
  return `${person.name} commits to ${where}${since}, last on ${formatDay(person.lastActiveOn)}${language}.${kind}`;
}

/** Narrows the numbers to one repository of the person. */
function RepositoryFilter({ person }: { readonly person: PersonFactsFragment }) {
  const { search, change } = useSearchState();
  if (person.repositories.length < 2) return null;
  return (
    <div className={form.form}>
      <select
        className={form.select}
        aria-label="Repository"
        value={search.repository ?? ''}
        onChange={(event) => change({ repository: event.target.value })}
      >
        <option value="">All repositories</option>
        {person.repositories.map(({ repository }) => (
          <option key={repository.id} value={repository.id}>
            {repository.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function PersonStats({ person }: { readonly person: PersonFactsFragment }) {
  const window = usePageWindow();
  const { commitCount, activityCalendar, languages } = person;
  const previous = window.range === null ? null : commitCount.previousValue;
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
        difference={previous == null ? null : { by: (commitCount.value ?? 0) - previous, unit: 'commits' }}
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

function PersonLanguages({ person }: { readonly person: PersonFactsFragment }) {
  const { languages } = person;
  const isMissing = languages.unavailable != null;
  return (
    <div id="languages">
      <Figure
        title="Languages"
        summary={
          isMissing ? undefined : `${languagesSentence(languages.languages)}, by share of changes to source files.`
        }
        aside={<Explain id="languages" title="Languages" value={null} metric={languages} />}
        table={isMissing ? undefined : <LanguageTable languages={languages.languages} />}
      >
        {languages.unavailable ? (
          <Missing unavailable={languages.unavailable} />
        ) : (
          <LanguageBar languages={languages.languages} />
        )}
      </Figure>
    </div>
  );
}

function PersonCommits({ person }: { readonly person: PersonFactsFragment }) {
  const window = usePageWindow();
  const { search, hrefWith } = useSearchState();
  const { edges, pageInfo, totalCount } = person.commits;
  const more = useMore(
    moreCommits,
    { id: person.id, repositoryId: search.repository ?? null, window: window.range },
    pageInfo,
  );
  return (
    <div id="commits">
      <Section
        title="Commits"
        summary={
          edges.length === 0
            ? undefined
            : `The evidence: ${counted(totalCount, 'commit')} ${windowPhrase(window, formatDay)}, newest first.`
        }
      >
        {edges.length === 0 ? (
          <Empty title={`No commits ${windowPhrase(window, formatDay)}`}>
            <p>
              <Link href={hrefWith({ window: 'all' })}>Show all of history</Link>
            </p>
          </Empty>
        ) : (
          <CommitTable
            label={`Commits of ${person.name}, newest first`}
            commits={edges.map((edge) => edge.node)}
            isComplete={!pageInfo.hasNextPage}
            without={person.repositories.length < 2 ? 'repository' : 'none'}
            footer={<More more={more} shown={edges.length} total={totalCount} what="commits" />}
          />
        )}
      </Section>
    </div>
  );
}
