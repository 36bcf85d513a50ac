import { usePageWindow, useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { CommitsTabFragment } from '../../generated/graphql.ts';
import { useMore } from '../../graph/use-page-query.ts';
import { CommitTable } from '../../parts/commit-table.tsx';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { Empty } from '../../parts/state.tsx';
import { formatCount, formatDay } from '../../time/format.ts';
import { windowPhrase } from '../../time/window.ts';
import { counted } from '../../words/sentences.ts';
import styles from '../repository.module.css';

export const commitsTab = graphql(`
  fragment CommitsTab on Repository {
    id
    name
    commits(window: $window, first: 50) {
      ...CommitRows
    }
  }
`);

const moreCommits = graphql(`
  query MoreRepositoryCommits($id: ID!, $window: WindowInput, $after: String) {
    repository(id: $id) {
      id
      commits(window: $window, first: 50, after: $after) {
        ...CommitRows
      }
    }
  }
`);

/** The evidence itself: commits of the window, newest first. */
export default function CommitsTab({ repository }: { readonly repository: CommitsTabFragment }) {
  const window = usePageWindow();
  const { hrefWith } = useSearchState();
  const { edges, pageInfo, totalCount } = repository.commits;
  const more = useMore(moreCommits, { id: repository.id, window: window.range }, pageInfo);
  if (edges.length === 0) {
    return (
      <Empty level="h2" title={`No commits ${windowPhrase(window, formatDay)}`}>
        <p>
          <Link href={hrefWith({ window: 'all' })}>Show all of history</Link>
        </p>
      </Empty>
    );
  }
  return (
    <>
      <p className={styles.answer}>
        {counted(totalCount, 'commit')} {windowPhrase(window, formatDay)}, merges included.{' '}
        <ExplainDefined name="commits-in-window" value={formatCount(totalCount)} />
      </p>
      <CommitTable
        label={`Commits of ${repository.name}, newest first`}
        commits={edges.map((edge) => edge.node)}
        isComplete={!pageInfo.hasNextPage}
        without="repository"
        footer={<More more={more} shown={edges.length} total={totalCount} what="commits" />}
      />
    </>
  );
}
