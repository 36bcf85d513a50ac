import { Hours, hourText } from '../charts/hours.tsx';
import { graphql } from '../generated/gql.ts';
import type { HourFactsFragment } from '../generated/graphql.ts';
import { formatShare, formatWeekday } from '../time/format.ts';
import { counted } from '../words/sentences.ts';
import { Explain } from './explain.tsx';
import { Figure, Section } from './figure.tsx';
import { Empty, Missing } from './state.tsx';
import { type Column, Table } from './table.tsx';

export const hourFacts = graphql(`
  fragment HourFacts on HourHeatmap {
    cells {
      weekday
      hour
      commits
    }
    excludedShare
    ...MetricFields
  }
`);

type Cell = HourFactsFragment['cells'][number];

const columns: readonly Column<Cell>[] = [
  { key: 'weekday', header: 'Weekday', value: (cell) => cell.weekday, cell: (cell) => formatWeekday(cell.weekday) },
  { key: 'hour', header: 'Local hour', value: (cell) => cell.hour, cell: (cell) => hourText(cell.hour) },
  { key: 'commits', header: 'Commits', value: (cell) => cell.commits, isNumber: true },
];

/** Commits by local weekday and hour; null where only the person may see the pattern. */
export function HoursFigure({ hours }: { readonly hours: HourFactsFragment | null | undefined }) {
  if (hours == null) {
    return (
      <Section title="Commits by local hour">
        <Empty title="Seen by the person alone">
          <p>Hours say much of a person's days, so they belong to the person, unless the person shares them.</p>
        </Empty>
      </Section>
    );
  }
  const excluded = hours.excludedShare ?? 0;
  const total = hours.cells.reduce((sum, cell) => sum + cell.commits, 0);
  const summary = `${counted(total, 'commit')} by the author's own clock${excluded > 0 ? `; ${formatShare(excluded)} left out, as a forge's clock says nothing of the author's hour` : ''}.`;
  return (
    <Figure
      title="Commits by local hour"
      summary={hours.unavailable ? undefined : summary}
      aside={
        <Explain id="hours" title="Commits by local hour" value={hours.unavailable ? null : undefined} metric={hours} />
      }
      table={
        hours.unavailable ? undefined : (
          <Table
            label="Commits by weekday and hour"
            columns={columns}
            rows={hours.cells}
            rowKey={(cell) => `${cell.weekday}/${cell.hour}`}
            csvName="commits-by-hour"
          />
        )
      }
    >
      {hours.unavailable ? <Missing unavailable={hours.unavailable} /> : <Hours cells={hours.cells} />}
    </Figure>
  );
}
