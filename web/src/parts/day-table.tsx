import { formatDay } from '../time/format.ts';
import { ExplainDefined } from './explain-defined.tsx';
import { type Column, Table } from './table.tsx';

interface ActivityDay {
  readonly day: string;
  readonly commits: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
}

const columns: readonly Column<ActivityDay>[] = [
  { key: 'day', header: 'Day', value: (row) => row.day, cell: (row) => formatDay(row.day) },
  { key: 'commits', header: 'Commits', value: (row) => row.commits, isNumber: true },
  {
    key: 'added',
    header: 'Lines added',
    value: (row) => row.linesAdded,
    isNumber: true,
    explain: <ExplainDefined name="lines-added" of="days" />,
  },
  {
    key: 'deleted',
    header: 'Lines deleted',
    value: (row) => row.linesDeleted,
    isNumber: true,
    explain: <ExplainDefined name="lines-deleted" of="days" />,
  },
];

/** The calendar's days with commits, newest first. */
export function DayTable({ days }: { readonly days: readonly ActivityDay[] }) {
  return (
    <Table
      label="Commits by local day"
      columns={columns}
      rows={days}
      rowKey={(row) => row.day}
      initialSort={{ key: 'day', descending: true }}
      csvName="commits-by-day"
    />
  );
}
