import { Page } from '../app/page.tsx';
import { usePageWindow } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import { useMore, usePageQuery } from '../graph/use-page-query.ts';
import { AddRepository } from '../parts/add-repository.tsx';
import { BusFactorTable } from '../parts/bus-factor-table.tsx';
import { Section } from '../parts/figure.tsx';
import { More } from '../parts/more.tsx';
import { Empty, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { utcDay } from '../time/days.ts';
import { counted } from '../words/sentences.ts';

const repositoriesQuery = graphql(`
  query Repositories($window: WindowInput, $after: String) {
    repositories(first: 50, after: $after) {
      edges {
        cursor
        node {
          ...BusFactorRow
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

export function RepositoriesPage() {
  const { range } = usePageWindow();
  const window = range ?? { from: '1970-01-01', to: utcDay(new Date()) };
  const { data, problem, retry } = usePageQuery(repositoriesQuery, { window, after: null });
  const more = useMore(repositoriesQuery, { window }, data?.repositories.pageInfo);
  const rows = data?.repositories.edges.map((edge) => edge.node) ?? [];
  const known = rows.filter((each) => each.busFactor.value != null);
  const fragile = known.filter((each) => (each.busFactor.value ?? 0) <= 1);
  const answer =
    known.length === 0
      ? null
      : `${fragile.length} of ${counted(known.length, 'repository', 'repositories')} would lose half of its authored files with one person or fewer.`;
  return (
    <Page title="Repositories" hasWindow answer={answer}>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={240} label="repositories" />}
      {data !== undefined && rows.length === 0 && (
        <Empty level="h2" title="No repository yet">
          <p>Add one below, by its path on this machine or by its URL.</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <div>
          <BusFactorTable repositories={rows} />
          {more.hasMore && (
            <More more={more} shown={rows.length} total={data?.repositories.totalCount ?? 0} what="repositories" />
          )}
        </div>
      )}
      <Section title="Add a repository">
        <AddRepository />
      </Section>
    </Page>
  );
}
