import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Page } from '../app/page.tsx';
import { usePageWindow, useSearchState } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import type {
  ActivityTabFragment,
  BusFactorTabFragment,
  CommitsTabFragment,
  KnowledgeTabFragment,
  OwnershipTabFragment,
  RepositoryHeaderFragment,
} from '../generated/graphql.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { ExplainDefined } from '../parts/explain-defined.tsx';
import { isRunning } from '../parts/import-progress.ts';
import { ImportRunView } from '../parts/import-run.tsx';
import { Limitations } from '../parts/limitations.tsx';
import { Link } from '../parts/link.tsx';
import { NotFound, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { paths, type RepositoryTab, repositoryTabs } from '../paths.ts';
import { formatAgo, formatCount } from '../time/format.ts';
import { calendarRange } from '../time/window.ts';
import styles from './repository.module.css';

const BusFactorTab = lazy(() => import('./repository/bus-factor-tab.tsx'));
const OwnershipTab = lazy(() => import('./repository/ownership-tab.tsx'));
const KnowledgeTab = lazy(() => import('./repository/knowledge-tab.tsx'));
const ActivityTab = lazy(() => import('./repository/activity-tab.tsx'));
const CommitsTab = lazy(() => import('./repository/commits-tab.tsx'));

const repositoryQuery = graphql(`
  query RepositoryPage(
    $id: ID!
    $path: String!
    $files: FileSelection!
    $without: [ID!]
    $window: WindowInput
    $calendar: WindowInput
    $busFactor: Boolean!
    $whatIf: Boolean!
    $everybody: Boolean!
    $ownership: Boolean!
    $knowledge: Boolean!
    $activity: Boolean!
    $commits: Boolean!
  ) {
    repository(id: $id) {
      ...RepositoryHeader
      ...BusFactorTab @include(if: $busFactor)
      ...OwnershipTab @include(if: $ownership)
      ...KnowledgeTab @include(if: $knowledge)
      ...ActivityTab @include(if: $activity)
      ...CommitsTab @include(if: $commits)
    }
  }
`);

export const repositoryHeader = graphql(`
  fragment RepositoryHeader on Repository {
    id
    name
    kind
    branch
    headSha
    headCommittedAt
    importedAt
    commitCount
    latestImport {
      ...ImportRunFields
    }
    limitations {
      code
      text
      remedy
    }
  }
`);

const tabLabels: Readonly<Record<RepositoryTab, string>> = {
  'bus-factor': 'Bus factor',
  ownership: 'Ownership',
  knowledge: 'Who knows',
  activity: 'Activity',
  commits: 'Commits',
};

export function RepositoryPage() {
  const { repositoryId = '' } = useParams({ strict: false }) as { repositoryId?: string };
  // Another repository is another page: nothing of the former one may stand under its name.
  return <RepositoryPageOf key={repositoryId} id={repositoryId} />;
}

function RepositoryPageOf({ id }: { readonly id: string }) {
  const { search } = useSearchState();
  const window = usePageWindow();
  const tab = repositoryTabs.find((each) => each === search.tab) ?? 'bus-factor';
  const without = (search.without ?? '').split(',').filter((each) => each !== '');
  const path = search.path ?? '';
  const { data, loading, problem, retry } = usePageQuery(repositoryQuery, {
    id,
    path,
    files: search.files === 'all' ? 'ALL' : 'SOURCE',
    without: without.length === 0 ? null : without,
    window: window.range,
    calendar: calendarRange(window, new Date()),
    busFactor: tab === 'bus-factor',
    whatIf: tab === 'bus-factor' && without.length > 0,
    everybody: search.among === 'everybody',
    ownership: tab === 'ownership',
    knowledge: tab === 'knowledge',
    activity: tab === 'activity',
    commits: tab === 'commits',
  });
  const trail = [{ label: 'Repositories', href: paths.repositories() }];
  if (data === undefined) {
    return (
      <Page title="Repository" trail={trail}>
        {problem === undefined ? (
          <Skeleton height={480} label="the repository" />
        ) : (
          <ProblemNotice problem={problem} onRetry={retry} />
        )}
      </Page>
    );
  }
  const { repository } = data;
  if (!repository) {
    return (
      <Page title="Repository" trail={trail}>
        <NotFound what="repository" />
      </Page>
    );
  }
  const hasWindow = tab === 'activity' || tab === 'commits';
  return (
    <Page title={repository.name} trail={trail} hasWindow={hasWindow} actions={<HeadLine repository={repository} />}>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {repository.latestImport && repository.latestImport.state !== 'SUCCEEDED' && (
        <ImportRunView run={repository.latestImport} repository={repository} />
      )}
      {repository.limitations.length > 0 && <Limitations limitations={repository.limitations} />}
      <nav className={styles.tabs} aria-label={`Parts of ${repository.name}`}>
        {repositoryTabs.map((each) => (
          <Link
            key={each}
            href={paths.repository(id, {
              tab: each === 'bus-factor' ? undefined : each,
              path: search.path,
              files: search.files,
            })}
            aria-current={each === tab ? 'page' : undefined}
          >
            {tabLabels[each]}
          </Link>
        ))}
      </nav>
      <div className={styles.tab} data-loading={loading}>
        <Suspense fallback={<Skeleton height={420} label={tabLabels[tab]} />}>
          <TabContent
            tab={tab}
            repository={repository}
            isImporting={repository.latestImport ? isRunning(repository.latestImport) : false}
          />
        </Suspense>
      </div>
    </Page>
  );
}

interface TabContentProps {
  readonly tab: RepositoryTab;
  readonly repository: RepositoryHeaderFragment;
  readonly isImporting: boolean;
}

/** The open part, once its data are there: the former part's answer may still be the newest while this one loads. */
function TabContent({ tab, repository, isImporting }: TabContentProps) {
  if (repository.headSha == null) {
    return (
      <p>
        {isImporting
          ? 'The first import is running: the numbers appear once it is done.'
          : 'The first import is not done yet, so there is nothing to show.'}
      </p>
    );
  }
  // Which part the answer holds is known by its fields alone, as each is asked for by a variable.
  const part: unknown = repository;
  if (tab === 'bus-factor' && 'baseline' in repository)
    return <BusFactorTab repository={part as BusFactorTabFragment} />;
  if (tab === 'ownership' && 'directory' in repository)
    return <OwnershipTab repository={part as OwnershipTabFragment} />;
  if (tab === 'knowledge' && 'knowledge' in repository)
    return <KnowledgeTab repository={part as KnowledgeTabFragment} />;
  if (tab === 'activity' && 'activityCalendar' in repository)
    return <ActivityTab repository={part as ActivityTabFragment} />;
  if (tab === 'commits' && 'commits' in repository) return <CommitsTab repository={part as CommitsTabFragment} />;
  return <Skeleton height={420} label={tabLabels[tab]} />;
}

function HeadLine({ repository }: { readonly repository: RepositoryHeaderFragment }) {
  return (
    <p className={styles.head}>
      {repository.branch && <code>{repository.branch}</code>}
      {repository.headSha && (
        <Link href={paths.commit(repository.id, repository.headSha)}>
          <code>{repository.headSha.slice(0, 10)}</code>
        </Link>
      )}
      {repository.commitCount != null && (
        <span>
          {formatCount(repository.commitCount)} commits{' '}
          <ExplainDefined
            name="commit-count"
            value={formatCount(repository.commitCount)}
            asOf={repository.importedAt}
          />
        </span>
      )}
      {repository.importedAt && (
        <span title={repository.importedAt}>imported {formatAgo(repository.importedAt, new Date())}</span>
      )}
    </p>
  );
}
