import { graphql } from '../generated/gql.ts';
import type { BusFactorRowFragment } from '../generated/graphql.ts';
import { paths } from '../paths.ts';
import { utcDay } from '../time/days.ts';
import { formatCount, formatDay, formatInstant, formatShare } from '../time/format.ts';
import styles from './bus-factor-table.module.css';
import { Explain } from './explain.tsx';
import { ExplainDefined } from './explain-defined.tsx';
import { Link } from './link.tsx';
import { PeopleLine } from './person.tsx';
import { type Column, Table } from './table.tsx';

export const busFactorRow = graphql(`
  fragment BusFactorRow on Repository {
    id
    name
    commitCount
    headCommittedAt
    contributorCount(window: $window) {
      value
      ...MetricFields
    }
    busFactor {
      value
      historicalValue
      files
      orphanedShare
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
`);

const columns: readonly Column<BusFactorRowFragment>[] = [
  {
    key: 'name',
    header: 'Repository',
    value: (row) => row.name,
    cell: (row) => <Link href={paths.repository(row.id)}>{row.name}</Link>,
  },
  {
    key: 'bus-factor',
    header: 'Bus factor',
    value: (row) => row.busFactor.value,
    cell: (row) => (
      <span className={styles.factor}>
        {row.busFactor.value == null ? (
          <span className={styles.missing}>{row.busFactor.unavailable?.reason ?? 'not known yet'}</span>
        ) : (
          <Link href={paths.repository(row.id)}>
            <strong>{formatCount(row.busFactor.value)}</strong>
          </Link>
        )}
        <Explain
          id={`bus-factor-${row.id}`}
          title={`Bus factor of ${row.name}`}
          value={row.busFactor.value == null ? null : formatCount(row.busFactor.value)}
          metric={row.busFactor}
        />
      </span>
    ),
  },
  {
    key: 'who',
    header: 'Held by',
    value: (row) => row.busFactor.removed.map((step) => step.developer?.name ?? '').join('; '),
    cell: (row) =>
      row.busFactor.value === 0 ? (
        <span className={styles.missing}>nobody active</span>
      ) : (
        <PeopleLine people={row.busFactor.removed.flatMap((step) => (step.developer ? [step.developer] : []))} />
      ),
  },
  {
    key: 'orphaned',
    header: 'Only inactive authors',
    value: (row) => row.busFactor.orphanedShare,
    cell: (row) =>
      row.busFactor.orphanedShare == null ? null : (
        <Link href={paths.repository(row.id)}>{formatShare(row.busFactor.orphanedShare)} of files</Link>
      ),
    isNumber: true,
    explain: <ExplainDefined name="orphaned-share" />,
  },
  {
    key: 'historical',
    header: 'Ever',
    value: (row) => row.busFactor.historicalValue,
    isNumber: true,
    explain: <ExplainDefined name="historical-factor" />,
  },
  {
    key: 'contributors',
    header: 'People in window',
    value: (row) => row.contributorCount.value,
    cell: (row) =>
      row.contributorCount.value == null ? null : (
        <span className={styles.factor}>
          <Link href={paths.repository(row.id, { tab: 'activity' })}>{formatCount(row.contributorCount.value)}</Link>
          <Explain
            id={`contributors-${row.id}`}
            title={`People in the window, ${row.name}`}
            value={formatCount(row.contributorCount.value)}
            metric={row.contributorCount}
          />
        </span>
      ),
    isNumber: true,
  },
  {
    key: 'commits',
    header: 'Commits',
    value: (row) => row.commitCount,
    cell: (row) =>
      row.commitCount == null ? null : (
        <Link href={paths.repository(row.id, { tab: 'commits', window: 'all' })}>{formatCount(row.commitCount)}</Link>
      ),
    isNumber: true,
    explain: <ExplainDefined name="commit-count" />,
  },
  {
    key: 'head',
    header: 'Head of',
    value: (row) => row.headCommittedAt,
    cell: (row) =>
      row.headCommittedAt == null ? (
        'not imported yet'
      ) : (
        <span title={formatInstant(row.headCommittedAt)}>{formatDay(utcDay(new Date(row.headCommittedAt)))}</span>
      ),
  },
];

/** Repositories with their bus factor, its people and what inactive people left behind. */
export function BusFactorTable({ repositories }: { readonly repositories: readonly BusFactorRowFragment[] }) {
  return (
    <Table
      label="Bus factor by repository"
      columns={columns}
      rows={repositories}
      rowKey={(row) => row.id}
      csvName="bus-factor-by-repository"
    />
  );
}
