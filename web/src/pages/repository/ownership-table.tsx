import type { OwnershipTabFragment } from '../../generated/graphql.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Link } from '../../parts/link.tsx';
import { Person } from '../../parts/person.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { formatCount, formatShare } from '../../time/format.ts';
import styles from '../repository.module.css';

export type OwnershipEntry = NonNullable<OwnershipTabFragment['directory']>['children'][number];

/** What the map shows as rows: each folder or file with who owns how much of it. */
export function OwnershipTable({
  entries,
  hrefOf,
}: {
  readonly entries: readonly OwnershipEntry[];
  readonly hrefOf: (entry: OwnershipEntry) => string;
}) {
  const columns: readonly Column<OwnershipEntry>[] = [
    {
      key: 'path',
      header: 'Folder or file',
      value: (entry) => entry.name,
      cell: (entry) => (
        <Link className={styles.path} href={hrefOf(entry)}>
          {entry.isDirectory ? `${entry.name}/` : entry.name}
        </Link>
      ),
    },
    {
      key: 'files',
      header: 'Files',
      value: (entry) => entry.files,
      cell: (entry) => formatCount(entry.files),
      isNumber: true,
      explain: <ExplainDefined name="directory-files" />,
    },
    {
      key: 'factor',
      header: 'Bus factor',
      value: (entry) => entry.busFactor,
      isNumber: true,
      explain: <ExplainDefined name="directory-factor" />,
    },
    {
      key: 'owner',
      header: 'Author of the most',
      value: (entry) => entry.topDeveloper?.name,
      cell: (entry) => (entry.topDeveloper ? <Person person={entry.topDeveloper} /> : 'no author'),
    },
    {
      key: 'owned',
      header: 'Of the files',
      value: (entry) => (entry.files === 0 ? null : entry.topDeveloperFiles / entry.files),
      cell: (entry) => (entry.files === 0 ? null : formatShare(entry.topDeveloperFiles / entry.files)),
      isNumber: true,
      explain: <ExplainDefined name="top-share" />,
    },
    {
      key: 'single',
      header: 'One author alone',
      value: (entry) => entry.singleAuthorFiles,
      isNumber: true,
      explain: <ExplainDefined name="single-author-files" />,
    },
    {
      key: 'orphaned',
      header: 'Only inactive',
      value: (entry) => entry.orphanedFiles,
      isNumber: true,
      explain: <ExplainDefined name="orphaned-files" />,
    },
    {
      key: 'owner-kind',
      header: 'Single owner',
      value: (entry) => (entry.isSingleOwner ? 'single owner' : ''),
      cell: (entry) => entry.isSingleOwner && <span className={styles.flag}>single owner</span>,
    },
  ];
  return (
    <Table
      label="Ownership of folders and files"
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.path}
      initialSort={{ key: 'files', descending: true }}
      csvName="ownership"
    />
  );
}
