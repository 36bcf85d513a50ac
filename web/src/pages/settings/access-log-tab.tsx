import { graphql } from '../../generated/gql.ts';
import type { AccessLogQuery } from '../../generated/graphql.ts';
import { useMore, usePageQuery } from '../../graph/use-page-query.ts';
import { More } from '../../parts/more.tsx';
import { Person } from '../../parts/person.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';

const accessLogQuery = graphql(`
  query AccessLog($after: String) {
    accessLog(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          at
          kind
          actorName
          memberName
          developer {
            id
            name
            initials
          }
          detail
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

type Change = AccessLogQuery['accessLog']['edges'][number]['node'];

const columns: readonly Column<Change>[] = [
  { key: 'at', header: 'When', value: (row) => row.at, cell: (row) => formatInstant(row.at) },
  { key: 'what', header: 'What', value: (row) => row.kind.toLowerCase().replaceAll('_', ' ') },
  { key: 'by', header: 'By', value: (row) => row.actorName ?? 'whoever started Trellis' },
  { key: 'member', header: 'Member', value: (row) => row.memberName ?? '' },
  {
    key: 'person',
    header: 'Person',
    value: (row) => row.developer?.name ?? '',
    cell: (row) => (row.developer ? <Person person={row.developer} /> : ''),
  },
  { key: 'detail', header: 'To', value: (row) => row.detail ?? '' },
];

/** Who changed who may see what, newest first. */
export function AccessLogTab() {
  const { data, problem, retry } = usePageQuery(accessLogQuery, { after: null });
  const more = useMore(accessLogQuery, {}, data?.accessLog.pageInfo);
  const rows = data?.accessLog.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={300} label="the log" />}
      {data !== undefined && rows.length === 0 && <Empty level="h2" title="Nothing was changed yet" />}
      {rows.length > 0 && (
        <Table
          label="Access log"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isComplete={!more.hasMore}
          csvName="access-log"
          footer={<More more={more} shown={rows.length} what="changes" />}
        />
      )}
    </>
  );
}
