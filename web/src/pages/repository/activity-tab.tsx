import { usePageWindow, useSearchState } from '../../app/search-state.ts';
import { LanguageBar } from '../../charts/language-bar.tsx';
import { graphql } from '../../generated/gql.ts';
import type { ActivityTabFragment } from '../../generated/graphql.ts';
import { useMore } from '../../graph/use-page-query.ts';
import { CalendarFigure } from '../../parts/calendar-figure.tsx';
import { Explain } from '../../parts/explain.tsx';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Figure, Section } from '../../parts/figure.tsx';
import { HoursFigure } from '../../parts/hours-figure.tsx';
import { LanguageTable } from '../../parts/language-table.tsx';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { Person } from '../../parts/person.tsx';
import { Empty, Missing } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatDay } from '../../time/format.ts';
import { formatRange, windowPhrase } from '../../time/window.ts';
import { languagesSentence } from '../../words/sentences.ts';

export const activityTab = graphql(`
  fragment ActivityTab on Repository {
    id
    name
    activityCalendar(window: $calendar) {
      ...CalendarFacts
    }
    hourHeatmap(window: $window) {
      ...HourFacts
    }
    languages(window: $window) {
      ...LanguageFacts
    }
    contributors(window: $window, first: 50) {
      ...ContributorRows
    }
  }
`);

export const contributorRows = graphql(`
  fragment ContributorRows on ContributorConnection {
    edges {
      cursor
      commits
      lastActiveOn
      node {
        id
        name
        initials
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
`);

const moreContributors = graphql(`
  query MoreContributors($id: ID!, $window: WindowInput, $after: String) {
    repository(id: $id) {
      id
      contributors(window: $window, first: 50, after: $after) {
        ...ContributorRows
      }
    }
  }
`);

type Contributor = ActivityTabFragment['contributors']['edges'][number];

/** When work happened, in which languages, and by whom (by name). */
export default function ActivityTab({ repository }: { readonly repository: ActivityTabFragment }) {
  const { change } = useSearchState();
  const openDay = (day: string) => change({ tab: 'commits', window: formatRange({ from: day, to: day }) });
  return (
    <>
      <CalendarFigure calendar={repository.activityCalendar} onDay={openDay} />
      <HoursFigure hours={repository.hourHeatmap} />
      <Languages repository={repository} />
      <Contributors repository={repository} />
    </>
  );
}

function Languages({ repository }: { readonly repository: ActivityTabFragment }) {
  const { languages } = repository;
  const isMissing = languages.unavailable != null;
  return (
    <Figure
      title="Languages"
      summary={
        isMissing ? undefined : `${languagesSentence(languages.languages)}, by share of changes to source files.`
      }
      aside={
        <Explain id="languages" title="Languages" value={languages.unavailable ? null : undefined} metric={languages} />
      }
      table={isMissing ? undefined : <LanguageTable languages={languages.languages} />}
    >
      {languages.unavailable ? (
        <Missing unavailable={languages.unavailable} />
      ) : (
        <LanguageBar languages={languages.languages} />
      )}
    </Figure>
  );
}

function Contributors({ repository }: { readonly repository: ActivityTabFragment }) {
  const window = usePageWindow();
  const { hrefWith } = useSearchState();
  const { edges, pageInfo, totalCount } = repository.contributors;
  const more = useMore(moreContributors, { id: repository.id, window: window.range }, pageInfo);
  const columns: readonly Column<Contributor>[] = [
    { key: 'who', header: 'Person', value: (row) => row.node.name, cell: (row) => <Person person={row.node} /> },
    {
      key: 'commits',
      header: 'Commits',
      value: (row) => row.commits,
      cell: (row) => (
        <Link href={paths.person(row.node.id, { repository: repository.id })}>{formatCount(row.commits)}</Link>
      ),
      isNumber: true,
      explain: <ExplainDefined name="commits-of-person" />,
    },
    {
      key: 'last',
      header: 'Last active',
      value: (row) => row.lastActiveOn,
      cell: (row) => formatDay(row.lastActiveOn),
    },
  ];
  return (
    <Section title={`Who committed ${windowPhrase(window, formatDay)}`}>
      {edges.length === 0 ? (
        <Empty title="Nobody in these days">
          <p>
            <Link href={hrefWith({ window: 'all' })}>Show all of history</Link>
          </p>
        </Empty>
      ) : (
        <Table
          label="People with a commit in the window, by name"
          columns={columns}
          rows={edges}
          rowKey={(row) => row.node.id}
          isComplete={!pageInfo.hasNextPage}
          csvName="contributors"
          footer={<More more={more} shown={edges.length} total={totalCount} what="people" />}
        />
      )}
    </Section>
  );
}
