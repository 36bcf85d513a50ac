import { graphql } from '../../generated/gql.ts';
import type { WindowInput } from '../../generated/graphql.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { HoursFigure } from '../../parts/hours-figure.tsx';
import { ProblemNotice, Skeleton } from '../../parts/state.tsx';

/** Asked apart from the page: what belongs to the person is never kept, and would keep the rest from being kept too. */
const hoursQuery = graphql(`
  query PersonHours($id: ID!, $repositoryId: ID, $window: WindowInput) {
    developer(id: $id) {
      id
      hourHeatmap(repositoryId: $repositoryId, window: $window) {
        ...HourFacts
      }
    }
  }
`);

interface PersonHoursProps {
  readonly developerId: string;
  readonly repositoryId: string | null;
  readonly window: WindowInput | null;
}

/** The person's commits by local hour, for whoever may see them. */
export function PersonHours({ developerId, repositoryId, window }: PersonHoursProps) {
  const { data, problem, retry } = usePageQuery(hoursQuery, { id: developerId, repositoryId, window });
  if (data === undefined && problem === undefined) return <Skeleton height={260} label="hours" />;
  // That hours are kept from others is no failure of the page.
  if (problem !== undefined && problem.code !== 'FORBIDDEN') return <ProblemNotice problem={problem} onRetry={retry} />;
  return <HoursFigure hours={data?.developer?.hourHeatmap} />;
}
