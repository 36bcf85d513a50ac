import { usePageWindow } from '../app/search-state.ts';
import { Calendar } from '../charts/calendar.tsx';
import { graphql } from '../generated/gql.ts';
import type { CalendarFactsFragment } from '../generated/graphql.ts';
import { utcDay } from '../time/days.ts';
import { formatCount, formatDay } from '../time/format.ts';
import { calendarRange } from '../time/window.ts';
import { calendarSentence } from '../words/sentences.ts';
import { DayTable } from './day-table.tsx';
import { Explain } from './explain.tsx';
import { Figure } from './figure.tsx';
import { Missing } from './state.tsx';

export const calendarFacts = graphql(`
  fragment CalendarFacts on ActivityCalendar {
    days {
      day
      commits
      linesAdded
      linesDeleted
    }
    total
    previousTotal
    ...MetricFields
  }
`);

interface CalendarFigureProps {
  readonly calendar: CalendarFactsFragment;
  readonly onDay?: (day: string) => void;
}

/** The activity calendar with its sentence, its explanation and its table. */
export function CalendarFigure({ calendar, onDay }: CalendarFigureProps) {
  const window = usePageWindow();
  const today = utcDay(new Date());
  const first = calendar.days[0]?.day ?? today;
  const last = calendar.days.at(-1)?.day ?? today;
  // All of history has ends only in its days.
  const range = calendarRange(window, new Date()) ?? { from: first, to: last };
  const isMissing = calendar.unavailable != null;
  return (
    <Figure
      title="Commits by day"
      summary={isMissing ? undefined : calendarSentence(calendar.days, formatDay)}
      aside={
        <Explain
          id="calendar"
          title="Commits by day"
          value={isMissing ? null : formatCount(calendar.total)}
          metric={calendar}
        />
      }
      table={isMissing ? undefined : <DayTable days={calendar.days} />}
    >
      {calendar.unavailable ? (
        <Missing unavailable={calendar.unavailable} />
      ) : (
        <Calendar days={calendar.days} range={range} marked={window.range} onDay={onDay ?? ignore} />
      )}
    </Figure>
  );
}

function ignore(): void {}
