// biome-ignore-all lint/a11y/useSemanticElements: a drawing has no table elements to use
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the drawing is a grid that is walked by keys
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: a drawing's text is not focusable
import { type FocusEvent, type MouseEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { type Day, firstWeekday } from '../time/days.ts';
import { formatDay, formatMonth, formatWeekday } from '../time/format.ts';
import type { DayRange } from '../time/window.ts';
import { counted } from '../words/sentences.ts';
import { type CalendarCell, calendarLayout, calendarYears, levelOf } from './calendar-layout.ts';
import styles from './heat.module.css';
import { keepTabStop, moveFocus } from './roving-grid.ts';

interface CalendarProps {
  readonly days: readonly { readonly day: Day; readonly commits: number }[];
  readonly range: DayRange;
  /** The days the page's other numbers are about, with a line above. */
  readonly marked: DayRange | null;
  /** What a day leads to: its commits. */
  readonly onDay: (day: Day) => void;
}

const cell = 11;
const step = cell + 2;
const left = 34;
const top = 20;
const yearsAtFirst = 3;

/** Commits by day: a column a week, a row a weekday from the locale's first; arrow keys move, Enter opens the day. */
export function Calendar({ days, range, marked, onDay }: CalendarProps) {
  const [told, setTold] = useState('');
  const [all, setAll] = useState(false);
  const pieces = useMemo(() => calendarYears(range.from, range.to), [range.from, range.to]);
  const counts = useMemo(() => new Map(days.map((each) => [each.day, each.commits])), [days]);
  const largest = useMemo(() => days.reduce((most, each) => Math.max(most, each.commits), 0), [days]);
  const shown = all ? pieces : pieces.slice(0, yearsAtFirst);
  const tell = (event: MouseEvent<Element> | FocusEvent<Element>) => {
    const { day } = (event.target as SVGElement).dataset;
    if (day !== undefined) setTold(dayText(day, counts.get(day) ?? 0));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what each cell is labelled with
    <div className={styles.heat} onMouseOver={tell} onFocus={tell}>
      {shown.map((piece) => (
        <CalendarPiece
          key={piece.from}
          piece={piece}
          counts={counts}
          largest={largest}
          marked={marked}
          onDay={onDay}
          isYear={pieces.length > 1}
        />
      ))}
      <div className={styles.foot}>
        <span className={styles.told}>{told === '' ? 'Point at a day, or move with the arrow keys' : told}</span>
        <Scale />
      </div>
      {pieces.length > shown.length && (
        <button type="button" className={styles.earlier} onClick={() => setAll(true)}>
          Show {counted(pieces.length - shown.length, 'earlier year')}
        </button>
      )}
    </div>
  );
}

interface PieceProps {
  readonly piece: DayRange;
  readonly counts: ReadonlyMap<Day, number>;
  readonly largest: number;
  readonly marked: DayRange | null;
  readonly onDay: (day: Day) => void;
  readonly isYear: boolean;
}

const CalendarPiece = memo(function CalendarPiece({ piece, counts, largest, marked, onDay, isYear }: PieceProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => calendarLayout(piece.from, piece.to, firstWeekday(undefined)), [piece.from, piece.to]);
  useEffect(() => {
    // The newest weeks are what one came for.
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, []);
  const width = left + layout.weeks * step;
  const height = top + 7 * step;
  const open = (target: EventTarget) => {
    const { day } = (target as SVGElement).dataset;
    if (day !== undefined) onDay(day);
  };
  return (
    <div className={styles.scroller} ref={scroller}>
      {isYear && <h3>{piece.from.slice(0, 4)}</h3>}
      <svg
        role="grid"
        aria-label={`Commits by day, ${formatDay(piece.from)} to ${formatDay(piece.to)}`}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        onKeyDown={(event) => (event.key === 'Enter' ? open(event.target) : moveFocus(event))}
        onFocus={keepTabStop}
        onClick={(event) => open(event.target)}
      >
        {layout.months.map((month) => (
          <text key={month.day} x={left + month.week * step} y={11} className={styles.label} aria-hidden="true">
            {formatMonth(month.day)}
          </text>
        ))}
        <MarkedWeeks cells={layout.cells} marked={marked} />
        {layout.weekdays.map((weekday, row) => (
          <g key={weekday} role="row">
            {row % 2 === 0 && (
              <text x={0} y={top + row * step + 9} className={styles.label} role="rowheader">
                {formatWeekday(weekday)}
              </text>
            )}
            {layout.cells
              .filter((each) => each.row === row)
              .map(({ day, week }) => {
                const commits = counts.get(day) ?? 0;
                return (
                  <rect
                    key={day}
                    role="gridcell"
                    tabIndex={day === piece.to ? 0 : -1}
                    data-day={day}
                    data-row={row}
                    data-column={week}
                    data-level={levelOf(commits, largest)}
                    aria-label={dayText(day, commits)}
                    x={left + week * step}
                    y={top + row * step}
                    width={cell}
                    height={cell}
                    rx={2}
                  />
                );
              })}
          </g>
        ))}
      </svg>
    </div>
  );
});

/** A line above the weeks that the page's other numbers are about. */
function MarkedWeeks({ cells, marked }: { readonly cells: readonly CalendarCell[]; readonly marked: DayRange | null }) {
  if (marked === null) return null;
  const weeks = cells.filter(({ day }) => day >= marked.from && day <= marked.to).map(({ week }) => week);
  const first = weeks[0];
  const last = weeks.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <rect
      aria-hidden="true"
      className={styles.marked}
      x={left + first * step}
      y={top - 4}
      width={(last - first) * step + cell}
      height={2}
    />
  );
}

function dayText(day: Day, commits: number): string {
  return `${formatDay(day)}: ${commits === 0 ? 'no commits' : counted(commits, 'commit')}`;
}

/** What the shades mean, in words at both ends. */
export function Scale() {
  return (
    <span className={styles.scale} aria-hidden="true">
      none
      {[0, 1, 2, 3, 4].map((level) => (
        <i key={level} data-level={level} />
      ))}
      most
    </span>
  );
}
