import { useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { OwnedAreasQuery } from '../../generated/graphql.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatShare } from '../../time/format.ts';
import styles from '../repository.module.css';

const ownedAreasQuery = graphql(`
  query OwnedAreas($id: ID!, $repositoryId: ID!) {
    developer(id: $id) {
      id
      ownedAreas(repositoryId: $repositoryId, first: 20) {
        path
        files
        ofFiles
        soleFiles
      }
    }
  }
`);

type OwnedArea = NonNullable<OwnedAreasQuery['developer']>['ownedAreas'][number];

interface OwnedAreasProps {
  readonly developerId: string;
  readonly repositories: readonly { readonly id: string; readonly name: string }[];
}

/** What the person is an author of, repository by repository. */
export function OwnedAreas({ developerId, repositories }: OwnedAreasProps) {
  const { search } = useSearchState();
  const shown = repositories
    .filter((each) => search.repository === undefined || each.id === search.repository)
    .slice(0, 5);
  return (
    <Section
      title="Owned areas"
      summary="Folders and files at the head that the person is an author of, largest first."
    >
      {shown.map((repository) => (
        <AreasOf key={repository.id} developerId={developerId} repository={repository} isOnly={shown.length === 1} />
      ))}
      {repositories.length > shown.length && search.repository === undefined && (
        <p>Choose a repository above to see the others.</p>
      )}
    </Section>
  );
}

interface AreasOfProps {
  readonly developerId: string;
  readonly repository: { readonly id: string; readonly name: string };
  readonly isOnly: boolean;
}

function AreasOf({ developerId, repository, isOnly }: AreasOfProps) {
  const { data, problem, retry } = usePageQuery(ownedAreasQuery, { id: developerId, repositoryId: repository.id });
  const areas = data?.developer?.ownedAreas;
  return (
    <>
      {!isOnly && <h3>{repository.name}</h3>}
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {areas === undefined && problem === undefined && <Skeleton height={120} label={`areas in ${repository.name}`} />}
      {areas !== undefined && areas.length === 0 && (
        <Empty title={`Author of no file at the head of ${repository.name}`}>
          <p>Others have changed what this person wrote more since, or it is gone.</p>
        </Empty>
      )}
      {areas !== undefined && areas.length > 0 && (
        <Table
          label={`Owned areas in ${repository.name}`}
          columns={columnsFor(repository.id)}
          rows={areas}
          rowKey={(area) => area.path}
          csvName={`owned-areas-${repository.name}`}
        />
      )}
    </>
  );
}

function columnsFor(repositoryId: string): readonly Column<OwnedArea>[] {
  return [
    {
      key: 'path',
      header: 'Folder or file',
      value: (area) => area.path,
      cell: (area) => (
        <Link className={styles.path} href={paths.repository(repositoryId, { tab: 'knowledge', path: area.path })}>
          {area.path === '' ? 'whole repository' : area.path}
        </Link>
      ),
    },
    {
      key: 'files',
      header: 'Author of',
      value: (area) => area.files,
      cell: (area) => `${formatCount(area.files)} of ${formatCount(area.ofFiles)} files`,
      isNumber: true,
      explain: <ExplainDefined name="authored-files" of={repositoryId} />,
    },
    {
      key: 'share',
      header: 'Share',
      value: (area) => (area.ofFiles === 0 ? null : area.files / area.ofFiles),
      cell: (area) => (area.ofFiles === 0 ? null : formatShare(area.files / area.ofFiles)),
      isNumber: true,
      explain: <ExplainDefined name="owned-share" of={repositoryId} />,
    },
    {
      key: 'sole',
      header: 'Nobody else',
      value: (area) => area.soleFiles,
      cell: (area) => formatCount(area.soleFiles),
      isNumber: true,
      explain: <ExplainDefined name="sole-files" of={repositoryId} />,
    },
  ];
}
