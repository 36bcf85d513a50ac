import { graphql } from '../../generated/gql.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { Explain } from '../../parts/explain.tsx';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { PeopleLine } from '../../parts/person.tsx';
import { Missing, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { formatCount } from '../../time/format.ts';
import { counted } from '../../words/sentences.ts';
import styles from './team-bus-factors.module.css';

const teamBusFactorQuery = graphql(`
  query TeamBusFactor($id: ID!, $repositoryId: ID!) {
    team(id: $id) {
      id
      busFactor(repositoryId: $repositoryId) {
        value
        files
        removed {
          developer {
            id
            name
            initials
          }
        }
        ...MetricFields
      }
    }
  }
`);

interface TeamBusFactorsProps {
  readonly teamId: string;
  readonly repositories: readonly { readonly id: string; readonly name: string }[];
}

/** The team's bus factor over the files its members are authors of, repository by repository. */
export function TeamBusFactors({ teamId, repositories }: TeamBusFactorsProps) {
  return (
    <Section
      title="Bus factor of the team"
      summary="Over the files that at least one member is an author of; only members count."
    >
      <ul className={styles.list}>
        {repositories.map((repository) => (
          <li key={repository.id}>
            <h3>
              <Link href={paths.repository(repository.id)}>{repository.name}</Link>
            </h3>
            <TeamBusFactor teamId={teamId} repository={repository} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function TeamBusFactor({
  teamId,
  repository,
}: {
  readonly teamId: string;
  readonly repository: { readonly id: string; readonly name: string };
}) {
  const { data, problem, retry } = usePageQuery(teamBusFactorQuery, { id: teamId, repositoryId: repository.id });
  const factor = data?.team?.busFactor;
  if (problem !== undefined) return <ProblemNotice problem={problem} onRetry={retry} />;
  if (factor === undefined) return <Skeleton height={48} label={`bus factor in ${repository.name}`} />;
  if (factor.unavailable) return <Missing unavailable={factor.unavailable} />;
  return (
    <>
      <p className={styles.value}>
        {factor.value == null ? 'not known' : formatCount(factor.value)}
        <Explain
          id={`bus-factor-${repository.id}`}
          title={`Bus factor in ${repository.name}`}
          value={factor.value == null ? null : formatCount(factor.value)}
          metric={factor}
        />
        <span className={styles.files}>over {counted(factor.files, 'file')}</span>
      </p>
      <PeopleLine people={factor.removed.flatMap((step) => (step.developer ? [step.developer] : []))} />
    </>
  );
}
