import { Columns, Page } from '../app/page.tsx';
import { usePageWindow, useSearchState } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import type { OverviewQuery } from '../generated/graphql.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { AddRepository } from '../parts/add-repository.tsx';
import { BusFactorTable } from '../parts/bus-factor-table.tsx';
import { CalendarFigure } from '../parts/calendar-figure.tsx';
import { Section } from '../parts/figure.tsx';
import { isRunning } from '../parts/import-progress.ts';
import { ImportRunView } from '../parts/import-run.tsx';
import { Limitations } from '../parts/limitations.tsx';
import { Empty, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { utcDay } from '../time/days.ts';
import { formatDay } from '../time/format.ts';
import { calendarRange, formatRange, windowPhrase } from '../time/window.ts';
import { overviewSentence } from '../words/sentences.ts';
import { ActivePeople } from './overview/active-people.tsx';
import { OverviewStats } from './overview/overview-stats.tsx';
import styles from './overview.module.css';

const overviewQuery = graphql(`
  query Overview($window: WindowInput, $calendar: WindowInput) {
    workspace {
      id
      name
      repositoryCount
      activeDevelopers(window: $window) {
        value
        previousValue
        ...MetricFields
      }
      developerCount {
        value
        ...MetricFields
      }
      activityCalendar(window: $calendar) {
        ...CalendarFacts
      }
      limitations {
        code
        text
        remedy
        repository {
          id
          name
        }
      }
    }
    repositories(first: 50) {
      edges {
        node {
          ...BusFactorRow
          importedAt
          latestImport {
            ...ImportRunFields
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
    developers(activity: ALL, sort: LAST_ACTIVITY, first: 100) {
      edges {
        node {
          id
          name
          initials
          lastActiveOn
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

/** For counts that need days even where the window is all of history: before any commit could be. */
const beginning = '1970-01-01';

export function OverviewPage() {
  const window = usePageWindow();
  const { change } = useSearchState();
  const now = new Date();
  const { data, problem, retry } = usePageQuery(overviewQuery, {
    window: window.range ?? { from: beginning, to: utcDay(now) },
    calendar: calendarRange(window, now),
  });
  if (data === undefined) {
    return (
      <Page title="Overview" hasWindow>
        {problem === undefined ? <OverviewSkeleton /> : <ProblemNotice problem={problem} onRetry={retry} />}
      </Page>
    );
  }
  const repositories = data.repositories.edges.map((edge) => edge.node);
  if (repositories.length === 0) return <EmptyWorkspace />;
  const active = data.workspace.activeDevelopers;
  const answer = overviewSentence({
    active: { value: active.value ?? null, previous: window.range === null ? null : (active.previousValue ?? null) },
    windowPhrase: windowPhrase(window, formatDay),
    repositories: repositories.map((each) => ({ name: each.name, busFactor: each.busFactor.value ?? null })),
  });
  return (
    <Page title="Overview" hasWindow answer={answer}>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <RunningImports repositories={repositories} />
      <OverviewStats data={data} window={window} />
      <Section
        title="Bus factor by repository"
        summary="How many active people can leave before more than half of the files have no active author left."
      >
        <BusFactorTable repositories={repositories} />
      </Section>
      <Columns isCalendarFirst>
        <CalendarFigure
          calendar={data.workspace.activityCalendar}
          onDay={(day) => change({ window: formatRange({ from: day, to: day }) })}
        />
        <ActivePeople developers={data.developers.edges.map((edge) => edge.node)} window={window} />
      </Columns>
      <Columns>
        <Section title="What is missing">
          <Limitations limitations={data.workspace.limitations} />
        </Section>
        <Section title="Add a repository">
          <AddRepository />
        </Section>
      </Columns>
    </Page>
  );
}

type OverviewRepository = OverviewQuery['repositories']['edges'][number]['node'];

/** Imports that run, and those that ended without success, as both want attention. */
function RunningImports({ repositories }: { readonly repositories: readonly OverviewRepository[] }) {
  const runs = repositories.filter((each) => each.latestImport && each.latestImport.state !== 'SUCCEEDED');
  if (runs.length === 0) return null;
  const isAny = runs.some((each) => each.latestImport && isRunning(each.latestImport));
  return (
    <Section title={isAny ? 'Importing' : 'Imports that did not finish'}>
      <div className={styles.runs}>
        {runs.map(
          (each) => each.latestImport && <ImportRunView key={each.id} run={each.latestImport} repository={each} />,
        )}
      </div>
    </Section>
  );
}

function EmptyWorkspace() {
  return (
    <Page
      title="Overview"
      answer="Nothing is imported yet. Point Trellis at any git repository, and its history answers who knows what."
    >
      <Section title="Add the first repository">
        <AddRepository />
      </Section>
      <Empty title="Or from a terminal">
        <p>
          <code>trellis import PATH_OR_URL</code> in the same workspace, or <code>npm start -- PATH_OR_URL</code>.
        </p>
      </Empty>
    </Page>
  );
}

function OverviewSkeleton() {
  return (
    <>
      <Skeleton height={104} label="the numbers of the workspace" />
      <Skeleton height={220} label="bus factors" />
      <Skeleton height={180} label="the calendar" />
    </>
  );
}
