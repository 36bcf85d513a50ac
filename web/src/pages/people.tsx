import { useEffect, useState } from 'react';
import { Page } from '../app/page.tsx';
import { useSearchState } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import type { ActivityFilter, DeveloperSort, PeopleQuery } from '../generated/graphql.ts';
import { useMore, usePageQuery } from '../graph/use-page-query.ts';
import { ExplainDefined } from '../parts/explain-defined.tsx';
import form from '../parts/form.module.css';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/more.tsx';
import { Person } from '../parts/person.tsx';
import { Empty, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { paths } from '../paths.ts';
import { formatCount, formatDay } from '../time/format.ts';
import { counted } from '../words/sentences.ts';

const peopleQuery = graphql(`
  query People($search: String, $repositoryId: ID, $activity: ActivityFilter!, $sort: DeveloperSort!, $after: String) {
    viewer {
      role
    }
    developers(search: $search, repositoryId: $repositoryId, activity: $activity, sort: $sort, first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          name
          initials
          isActive
          firstActiveOn
          lastActiveOn
          repositories {
            repository {
              id
              name
            }
          }
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

type Developer = PeopleQuery['developers']['edges'][number]['node'];

const columns: readonly Column<Developer>[] = [
  {
    key: 'name',
    header: 'Person',
    value: (row) => row.name,
    cell: (row) => <Person person={row} isActive={row.isActive} />,
  },
  {
    key: 'last',
    header: 'Last active',
    value: (row) => row.lastActiveOn,
    cell: (row) => (row.lastActiveOn == null ? 'never' : formatDay(row.lastActiveOn)),
  },
  {
    key: 'first',
    header: 'First active',
    value: (row) => row.firstActiveOn,
    cell: (row) => (row.firstActiveOn == null ? 'never' : formatDay(row.firstActiveOn)),
  },
  {
    key: 'repositories',
    header: 'Repositories',
    value: (row) => row.repositories.map((each) => each.repository.name).join('; '),
    cell: (row) =>
      row.repositories.map((each, at) => (
        <span key={each.repository.id}>
          {at > 0 && ', '}
          <Link href={paths.repository(each.repository.id)}>{each.repository.name}</Link>
        </span>
      )),
  },
];

const activities: Readonly<Record<string, ActivityFilter>> = { active: 'ACTIVE', inactive: 'INACTIVE' };
const sorts: Readonly<Record<string, DeveloperSort>> = { 'last-activity': 'LAST_ACTIVITY' };

/** Everybody of the workspace, found by name, by whether they still commit, and by when they last did. */
export function PeoplePage() {
  const { search, hrefWith } = useSearchState();
  const variables = {
    search: search.search ?? null,
    repositoryId: search.repository ?? null,
    activity: activities[search.activity ?? ''] ?? ('ALL' as const),
    sort: sorts[search.sort ?? ''] ?? ('NAME' as const),
  };
  const { data, problem, retry } = usePageQuery(peopleQuery, { ...variables, after: null });
  const more = useMore(peopleQuery, variables, data?.developers.pageInfo);
  const rows = data?.developers.edges.map((edge) => edge.node) ?? [];
  const total = data?.developers.totalCount ?? 0;
  const isAdmin = data !== undefined && data.viewer.role !== 'MEMBER';
  const isFiltered = variables.search !== null || variables.activity !== 'ALL' || variables.repositoryId !== null;
  return (
    <Page
      title="People"
      actions={isAdmin ? <Link href={paths.duplicates()}>Possible duplicates</Link> : undefined}
      answer={
        data === undefined ? undefined : (
          <>
            {peopleSentence(total, variables.activity, variables.search)}{' '}
            <ExplainDefined name="people-found" value={formatCount(total)} />
          </>
        )
      }
    >
      <div className={form.form}>
        <SearchField />
        <div className={form.segments}>
          <Link href={hrefWith({ activity: undefined })} aria-current={variables.activity === 'ALL'}>
            Everybody
          </Link>
          <Link href={hrefWith({ activity: 'active' })} aria-current={variables.activity === 'ACTIVE'}>
            Active
          </Link>
          <Link href={hrefWith({ activity: 'inactive' })} aria-current={variables.activity === 'INACTIVE'}>
            Inactive
          </Link>
        </div>
        <div className={form.segments}>
          <Link href={hrefWith({ sort: undefined })} aria-current={variables.sort === 'NAME'}>
            By name
          </Link>
          <Link href={hrefWith({ sort: 'last-activity' })} aria-current={variables.sort === 'LAST_ACTIVITY'}>
            By last activity
          </Link>
        </div>
      </div>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={420} label="people" />}
      {data !== undefined && rows.length === 0 && (
        <Empty level="h2" title={isFiltered ? 'Nobody matches' : 'Nobody yet'}>
          <p>
            {isFiltered ? (
              <Link href={paths.people()}>Show everybody</Link>
            ) : (
              <>
                People appear with the first import. <Link href={paths.sources()}>Import a repository</Link>
              </>
            )}
          </p>
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label="People"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isComplete={!(data?.developers.pageInfo.hasNextPage ?? false)}
          csvName="people"
          footer={<More more={more} shown={rows.length} total={total} what="people" />}
        />
      )}
    </Page>
  );
}

/** Searches while one types; the address follows. */
function SearchField() {
  const { search, change } = useSearchState();
  const current = search.search ?? '';
  const [text, setText] = useState(current);
  useEffect(() => {
    if (text === current) return;
    const timer = setTimeout(() => change({ search: text.trim() }, { replace: true }), 200);
    return () => clearTimeout(timer);
  }, [text, current, change]);
  return (
    <input
      type="search"
      className={`${form.input} ${form.wide}`}
      aria-label="Search people by name or e-mail"
      placeholder="Part of a name or e-mail"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function peopleSentence(total: number, activity: ActivityFilter, search: string | null): string {
  const what = counted(total, 'person', 'people');
  const verb = total === 1 ? 'has' : 'have';
  const did =
    activity === 'ALL'
      ? `${verb} committed`
      : activity === 'ACTIVE'
        ? `${verb} committed in the last 365 days`
        : `${verb} not committed for a year`;
  const named = search === null ? '' : ` whose name or e-mail contains “${search}”`;
  return total === 0 ? `${formatCount(0)} people${named} ${did}.` : `${what}${named} ${did}.`;
}
