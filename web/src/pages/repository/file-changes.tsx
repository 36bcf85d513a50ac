import { graphql } from '../../generated/gql.ts';
import type { FileChangesFragment } from '../../generated/graphql.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Section } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { PeopleLine } from '../../parts/person.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatInstant } from '../../time/format.ts';
import styles from '../repository.module.css';

export const fileChanges = graphql(`
  fragment FileChanges on RepositoryFile {
    path
    language
    fileClass
    changes(first: 20) {
      edges {
        node {
          sha
          changedAt
          status
          path
          linesAdded
          linesDeleted
          developers {
            id
            name
            initials
          }
        }
      }
    }
  }
`);

type FileChange = FileChangesFragment['changes']['edges'][number]['node'];

interface FileChangesProps {
  readonly repositoryId: string;
  readonly file: FileChangesFragment;
}

/** What was done to a file and the names it had before, newest first, each change linked to its commit. */
export function FileChanges({ repositoryId, file }: FileChangesProps) {
  const columns: readonly Column<FileChange>[] = [
    {
      key: 'sha',
      header: 'Commit',
      value: (change) => change.sha,
      cell: (change) => (
        <Link className={styles.path} href={paths.commit(repositoryId, change.sha)}>
          {change.sha.slice(0, 10)}
        </Link>
      ),
    },
    {
      key: 'when',
      header: 'When',
      value: (change) => change.changedAt,
      cell: (change) => formatInstant(change.changedAt),
    },
    {
      key: 'who',
      header: 'Who',
      value: (change) => change.developers.map((each) => each.name).join('; '),
      cell: (change) => <PeopleLine people={change.developers} />,
    },
    { key: 'what', header: 'What', value: (change) => statusText(change.status) },
    {
      key: 'added',
      header: 'Added',
      value: (change) => change.linesAdded,
      cell: (change) => change.linesAdded ?? 'binary',
      isNumber: true,
      explain: <ExplainDefined name="lines-added" />,
    },
    {
      key: 'deleted',
      header: 'Deleted',
      value: (change) => change.linesDeleted,
      cell: (change) => change.linesDeleted ?? 'binary',
      isNumber: true,
      explain: <ExplainDefined name="lines-deleted" />,
    },
    {
      key: 'path',
      header: 'Named then',
      value: (change) => change.path,
      cell: (change) => <span className={styles.path}>{change.path}</span>,
    },
  ];
  const rows = file.changes.edges.map((edge) => edge.node);
  return (
    <Section
      title="The last changes"
      summary={`${file.language ?? 'No language'}, counted as ${file.fileClass}. Names it had before are followed.`}
    >
      <Table
        label={`Changes to ${file.path}, newest first`}
        columns={columns}
        rows={rows}
        rowKey={(change) => `${change.sha}/${change.path}`}
        csvName="file-changes"
      />
    </Section>
  );
}

const statuses: Readonly<Record<string, string>> = {
  A: 'created',
  M: 'changed',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type changed',
};

function statusText(status: string): string {
  return statuses[status] ?? status;
}
