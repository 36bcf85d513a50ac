import { useSearchState } from '../../app/search-state.ts';
import { graphql } from '../../generated/gql.ts';
import type { OrphanedFilesPageFragment } from '../../generated/graphql.ts';
import { useMore } from '../../graph/use-page-query.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { PeopleLine } from '../../parts/person.tsx';
import { Empty } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatDay } from '../../time/format.ts';
import styles from '../repository.module.css';

export const orphanedFilesPage = graphql(`
  fragment OrphanedFilesPage on Repository {
    id
    orphanedFiles(path: $path, files: $files, first: 50) {
      ...OrphanedFileRows
    }
  }
`);

export const orphanedFileRows = graphql(`
  fragment OrphanedFileRows on FileConnection {
    edges {
      cursor
      node {
        path
        language
        authors {
          isAuthor
          lastChangedOn
          developer {
            id
            name
            initials
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
`);

const moreOrphanedFiles = graphql(`
  query MoreOrphanedFiles($id: ID!, $path: String!, $files: FileSelection!, $after: String) {
    repository(id: $id) {
      id
      orphanedFiles(path: $path, files: $files, first: 50, after: $after) {
        ...OrphanedFileRows
      }
    }
  }
`);

type OrphanedFile = OrphanedFilesPageFragment['orphanedFiles']['edges'][number]['node'];

/** Files all of whose authors are inactive, page by page. */
export function OrphanedFiles({ repository }: { readonly repository: OrphanedFilesPageFragment }) {
  const { search } = useSearchState();
  const { edges, pageInfo, totalCount } = repository.orphanedFiles;
  const files = search.files === 'all' ? ('ALL' as const) : ('SOURCE' as const);
  const more = useMore(moreOrphanedFiles, { id: repository.id, path: search.path ?? '', files }, pageInfo);
  const rows = edges.map((edge) => edge.node);
  const columns: readonly Column<OrphanedFile>[] = [
    {
      key: 'path',
      header: 'File',
      value: (file) => file.path,
      cell: (file) => (
        <Link
          className={styles.path}
          href={paths.repository(repository.id, { tab: 'knowledge', path: file.path, files: search.files })}
        >
          {file.path}
        </Link>
      ),
    },
    { key: 'language', header: 'Language', value: (file) => file.language },
    {
      key: 'authors',
      header: 'Authors, all inactive',
      value: (file) =>
        authorsOf(file)
          .map((each) => each.name)
          .join('; '),
      cell: (file) => <PeopleLine people={authorsOf(file)} />,
    },
    {
      key: 'last',
      header: 'Last changed by an author',
      value: lastChange,
      cell: (file) => {
        const day = lastChange(file);
        return day === undefined ? 'not known' : formatDay(day);
      },
    },
  ];
  return (
    <div id="orphaned">
      <Section
        title="Files with only inactive authors"
        aside={<ExplainDefined name="orphaned-files" value={formatCount(totalCount)} />}
        summary={
          totalCount === 0
            ? undefined
            : `${formatCount(totalCount)} files whose every author has not committed for a year.`
        }
      >
        {rows.length === 0 ? (
          <Empty title="None">
            <p>Every file here has an author who committed in the last 365 days.</p>
          </Empty>
        ) : (
          <Table
            label="Files with only inactive authors"
            columns={columns}
            rows={rows}
            rowKey={(file) => file.path}
            isComplete={!pageInfo.hasNextPage}
            csvName="files-with-only-inactive-authors"
            footer={<More more={more} shown={rows.length} total={totalCount} what="files" />}
          />
        )}
      </Section>
    </div>
  );
}

function authorsOf(file: OrphanedFile) {
  return file.authors.filter((each) => each.isAuthor).map((each) => each.developer);
}

function lastChange(file: OrphanedFile): string | undefined {
  return file.authors
    .filter((each) => each.isAuthor)
    .flatMap((each) => each.lastChangedOn ?? [])
    .toSorted()
    .at(-1);
}
