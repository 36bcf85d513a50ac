import type { ReactNode } from 'react';
import { graphql } from '../generated/gql.ts';
import type { CommitRowsFragment } from '../generated/graphql.ts';
import { paths } from '../paths.ts';
import { formatAtOffset, formatCount, formatInstant } from '../time/format.ts';
import styles from './commit-table.module.css';
import { ExplainDefined } from './explain-defined.tsx';
import { Link } from './link.tsx';
import { PeopleLine } from './person.tsx';
import { type Column, Table } from './table.tsx';

export const commitRows = graphql(`
  fragment CommitRows on CommitConnection {
    edges {
      cursor
      node {
        sha
        subject
        authoredAt
        authorOffsetMinutes
        isMerge
        filesChanged
        linesAdded
        linesDeleted
        repository {
          id
          name
        }
        developers {
          id
          name
          initials
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

type Commit = CommitRowsFragment['edges'][number]['node'];

interface CommitTableProps {
  readonly label: string;
  readonly commits: readonly Commit[];
  readonly isComplete: boolean;
  /** Which column to leave out, as every row would say the same. */
  readonly without: 'repository' | 'none';
  readonly footer: ReactNode;
}

/** Commits as evidence, newest first, each linked to its own page. */
export function CommitTable({ label, commits, isComplete, without, footer }: CommitTableProps) {
  const columns: readonly Column<Commit>[] = [
    {
      key: 'subject',
      header: 'Commit',
      value: (commit) => commit.subject,
      cell: (commit) => (
        <Link href={paths.commit(commit.repository.id, commit.sha)} className={styles.subject}>
          {commit.subject === '' ? 'No message' : commit.subject}
        </Link>
      ),
    },
    {
      key: 'sha',
      header: 'SHA',
      value: (commit) => commit.sha,
      cell: (commit) => <code>{commit.sha.slice(0, 10)}</code>,
    },
    {
      key: 'when',
      header: 'Authored',
      value: (commit) => commit.authoredAt,
      cell: (commit) => (
        <time
          dateTime={commit.authoredAt}
          title={`${formatAtOffset(commit.authoredAt, commit.authorOffsetMinutes)} where it was written`}
          className={styles.when}
        >
          {formatInstant(commit.authoredAt)}
        </time>
      ),
    },
    {
      key: 'who',
      header: 'Who',
      value: (commit) => commit.developers.map((each) => each.name).join('; '),
      cell: (commit) => <PeopleLine people={commit.developers} limit={2} />,
    },
    {
      key: 'repository',
      header: 'Repository',
      value: (commit) => commit.repository.name,
      cell: (commit) => <Link href={paths.repository(commit.repository.id)}>{commit.repository.name}</Link>,
    },
    {
      key: 'files',
      header: 'Files',
      value: (commit) => commit.filesChanged,
      cell: (commit) => (commit.isMerge ? 'merge' : formatCount(commit.filesChanged)),
      isNumber: true,
      explain: <ExplainDefined name="files-changed" />,
    },
    {
      key: 'added',
      header: 'Added',
      value: (commit) => commit.linesAdded,
      cell: (commit) => formatCount(commit.linesAdded),
      isNumber: true,
      explain: <ExplainDefined name="lines-added" />,
    },
    {
      key: 'deleted',
      header: 'Deleted',
      value: (commit) => commit.linesDeleted,
      cell: (commit) => formatCount(commit.linesDeleted),
      isNumber: true,
      explain: <ExplainDefined name="lines-deleted" />,
    },
  ];
  return (
    <Table
      label={label}
      columns={columns.filter((column) => column.key !== without)}
      rows={commits}
      rowKey={(commit) => `${commit.repository.id}/${commit.sha}`}
      isComplete={isComplete}
      csvName="commits"
      footer={footer}
    />
  );
}
