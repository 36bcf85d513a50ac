import { useMutation } from 'urql';
import { Page } from '../app/page.tsx';
import { graphql } from '../generated/gql.ts';
import type { SourcesQuery } from '../generated/graphql.ts';
import { freshen } from '../graph/freshness.ts';
import { problemOf } from '../graph/problem.ts';
import { useMore, usePageQuery } from '../graph/use-page-query.ts';
import { AddRepository } from '../parts/add-repository.tsx';
import { ExplainDefined } from '../parts/explain-defined.tsx';
import { Section } from '../parts/figure.tsx';
import form from '../parts/form.module.css';
import { HaltedStreams } from '../parts/halted-streams.tsx';
import { isRunning } from '../parts/import-progress.ts';
import { ImportRunView } from '../parts/import-run.tsx';
import { Limitations } from '../parts/limitations.tsx';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/more.tsx';
import { Empty, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { paths } from '../paths.ts';
import { formatCount, formatInstant } from '../time/format.ts';
import { counted } from '../words/sentences.ts';
import styles from './sources.module.css';

const sourcesQuery = graphql(`
  query Sources($after: String) {
    viewer {
      role
    }
    repositories(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          name
          kind
          location
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
          ...StreamStates
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

const syncRepository = graphql(`
  mutation SyncRepository($id: ID!) {
    syncRepository(id: $id) {
      ...ImportRunFields
      repository {
        id
        latestImport {
          id
        }
      }
    }
  }
`);

type Source = SourcesQuery['repositories']['edges'][number]['node'];

/** Where data come from, how fresh they are, and what is missing. */
export function SourcesPage() {
  const { data, problem, retry } = usePageQuery(sourcesQuery, { after: null });
  const more = useMore(sourcesQuery, {}, data?.repositories.pageInfo);
  const sources = data?.repositories.edges.map((edge) => edge.node) ?? [];
  // Where a repository lies is for administrators: that others may not read it is no failure of the page.
  const shownProblem = problem?.code === 'FORBIDDEN' && data !== undefined ? undefined : problem;
  return (
    <Page title="Sources" answer={data === undefined ? undefined : sourcesSentence(sources)}>
      {shownProblem !== undefined && <ProblemNotice problem={shownProblem} onRetry={retry} />}
      <Section title="Add a repository">
        <AddRepository />
      </Section>
      {data === undefined && problem === undefined && <Skeleton height={300} label="sources" />}
      {data !== undefined && sources.length === 0 && (
        <Empty title="No source yet">
          <p>Git history is the first source: add a repository above.</p>
        </Empty>
      )}
      <ul className={styles.sources}>
        {sources.map((source) => (
          <li key={source.id}>
            <SourceView source={source} mayRemove={data?.viewer.role !== 'MEMBER'} />
          </li>
        ))}
      </ul>
      {more.hasMore && (
        <More more={more} shown={sources.length} total={data?.repositories.totalCount ?? 0} what="repositories" />
      )}
    </Page>
  );
}

function sourcesSentence(sources: readonly Source[]): string | null {
  if (sources.length === 0) return null;
  const running = sources.filter((each) => each.latestImport && isRunning(each.latestImport)).length;
  const gaps = sources.reduce((sum, each) => sum + each.limitations.length, 0);
  const importing = running === 0 ? 'none is importing now' : `${counted(running, 'import')} running`;
  return `${counted(sources.length, 'repository', 'repositories')}; ${importing}; ${gaps === 0 ? 'nothing is known to be missing' : `${counted(gaps, 'known gap')}`}.`;
}

function SourceView({ source, mayRemove }: { readonly source: Source; readonly mayRemove: boolean }) {
  const [result, sync] = useMutation(syncRepository);
  const running = source.latestImport ? isRunning(source.latestImport) : false;
  return (
    <div className={styles.source}>
      {source.latestImport ? (
        <ImportRunView run={source.latestImport} repository={source} isFramed={false} />
      ) : (
        <h3>{source.name}</h3>
      )}
      <dl className={form.facts}>
        <dt>{source.kind === 'URL' ? 'URL' : 'Path'}</dt>
        <dd>
          <code>{source.location ?? 'shown to administrators'}</code>
        </dd>
        <dt>Head</dt>
        <dd>
          {source.headSha ? (
            <>
              <code>{source.headSha.slice(0, 10)}</code> {source.branch && <>on {source.branch}</>}
              {source.headCommittedAt && <>, committed {formatInstant(source.headCommittedAt)}</>}
            </>
          ) : (
            'not read yet'
          )}
        </dd>
        <dt>Imported</dt>
        <dd>
          {source.importedAt ? formatInstant(source.importedAt) : 'not yet'}
          {source.commitCount != null && (
            <>
              , {formatCount(source.commitCount)} commits{' '}
              <ExplainDefined
                name="commit-count"
                of={source.id}
                value={formatCount(source.commitCount)}
                asOf={source.importedAt}
              />
            </>
          )}
        </dd>
      </dl>
      <HaltedStreams repository={source} />
      {source.limitations.length > 0 && <Limitations limitations={source.limitations} />}
      {!running && (
        <button
          type="button"
          className={form.button}
          disabled={result.fetching}
          onClick={() => sync({ id: source.id }).then(() => freshen())}
        >
          Bring up to date
          <span className="visually-hidden"> {source.name}</span>
        </button>
      )}
      {mayRemove && (
        <Link href={paths.removeRepository(source.id)}>
          Remove<span className="visually-hidden"> {source.name}</span>…
        </Link>
      )}
      {result.error !== undefined && (
        <p className={form.error} role="alert">
          {problemOf(result.error, navigator.onLine).message}
        </p>
      )}
    </div>
  );
}
