import { usePageWindow, useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { PersonFactsFragment } from '../../generated/graphql.ts';
import { useMore } from '../../graph/use-page-query.ts';
import { CommitTable } from '../../parts/commit-table.tsx';
import { Section } from '../../parts/figure.tsx';
import { More } from '../../parts/more.tsx';
import { formatDay } from '../../time/format.ts';
import { windowPhrase } from '../../time/window.ts';
import { counted } from '../../words/sentences.ts';

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

/** The evidence: the person's commits of the window, newest first. */
export function PersonCommits({ person }: { readonly person: PersonFactsFragment }) {
  const window = usePageWindow();
  const { search } = useSearchState();
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
        summary={`The evidence: ${counted(totalCount, 'commit')} ${windowPhrase(window, formatDay)}, newest first.`}
      >
        <CommitTable
          label={`Commits of ${person.name}, newest first`}
          commits={edges.map((edge) => edge.node)}
          isComplete={!pageInfo.hasNextPage}
          without={person.repositories.length < 2 ? 'repository' : 'none'}
          footer={<More more={more} shown={edges.length} total={totalCount} what="commits" />}
        />
      </Section>
    </div>
  );
}
