import { useParams } from '@tanstack/react-router';
import { Columns, Page } from '../app/page.tsx';
import { usePageWindow, useSearchState } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import type { PersonFactsFragment } from '../generated/graphql.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { CalendarFigure } from '../parts/calendar-figure.tsx';
import form from '../parts/form.module.css';
import { Initials } from '../parts/person.tsx';
import { NotFound, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { paths } from '../paths.ts';
import { formatDay } from '../time/format.ts';
import { calendarRange, formatRange } from '../time/window.ts';
import { listed } from '../words/sentences.ts';
import { PersonAliases, PersonRepositories } from './person/identity.tsx';
import { OwnedAreas } from './person/owned-areas.tsx';
import { PersonActs } from './person/person-acts.tsx';
import { PersonCommits } from './person/person-commits.tsx';
import { PersonHours } from './person/person-hours.tsx';
import { PersonLanguages } from './person/person-languages.tsx';
import { PersonStats } from './person/person-stats.tsx';
import { QuietWindow } from './person/quiet-window.tsx';

const personQuery = graphql(`
  query PersonPage($id: ID!, $repositoryId: ID, $window: WindowInput, $calendar: WindowInput) {
    viewer {
      role
      claim {
        id
        state
      }
    }
    developer(id: $id) {
      ...PersonFacts
      ...PersonActs
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
  const isQuiet = person.commits.totalCount === 0;
  return (
    <Page
      title={person.name}
      trail={trail}
      hasWindow
      actions={<Initials person={person} size={28} />}
      answer={personSentence(person)}
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <PersonActs person={person} viewer={data.viewer} />
      <RepositoryFilter person={person} />
      {isQuiet ? <QuietWindow person={person} /> : <PersonStats person={person} />}
      {(!isQuiet || person.activityCalendar.days.length > 0) && (
        <CalendarFigure
          calendar={person.activityCalendar}
          onDay={(day) => change({ window: formatRange({ from: day, to: day }) })}
        />
      )}
      {!isQuiet && (
        <Columns>
          <PersonHours developerId={person.id} repositoryId={repositoryId} window={window.range} />
          <PersonLanguages person={person} />
        </Columns>
      )}
      <OwnedAreas developerId={person.id} repositories={person.repositories.map((each) => each.repository)} />
      {!isQuiet && <PersonCommits person={person} />}
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
