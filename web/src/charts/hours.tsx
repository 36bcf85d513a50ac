// biome-ignore-all lint/a11y/useSemanticElements: a drawing has no table elements to use
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the drawing is a grid that is walked by keys
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: a drawing's text is not focusable
import { useMemo, useState } from 'react';
import { firstWeekday } from '../time/days.ts';
import { formatWeekday } from '../time/format.ts';
import { counted } from '../words/sentences.ts';
import { Scale } from './calendar.tsx';
import { levelOf } from './calendar-layout.ts';
import styles from './heat.module.css';
import { keepTabStop, moveFocus } from './roving-grid.ts';

interface HoursProps {
  /** Weekday 1 is Monday, 7 Sunday; hour 0..23; cells without commits may be left out. */
  readonly cells: readonly { readonly weekday: number; readonly hour: number; readonly commits: number }[];
}

const step = 20;
const left = 38;
const top = 18;
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** Commits by local weekday and hour: a row a weekday, a column an hour. */
export function Hours({ cells }: HoursProps) {
  const [told, setTold] = useState('');
  const counts = useMemo(() => new Map(cells.map((each) => [`${each.weekday}/${each.hour}`, each.commits])), [cells]);
  const largest = cells.reduce((most, each) => Math.max(most, each.commits), 0);
  const first = firstWeekday(undefined);
  const weekdays = hours.slice(0, 7).map((row) => ((first - 1 + row) % 7) + 1);
  const tell = (target: EventTarget) => setTold((target as SVGElement).getAttribute('aria-label') ?? '');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only repeats what each cell is labelled with
    <div className={styles.heat} onMouseOver={(event) => tell(event.target)} onFocus={(event) => tell(event.target)}>
      <div className={styles.scroller}>
        <svg
          role="grid"
          aria-label="Commits by weekday and hour, local to the author"
          className={styles.hours}
          viewBox={`0 0 ${left + 24 * step} ${top + 7 * step}`}
          onKeyDown={moveFocus}
          onFocus={keepTabStop}
        >
          {hours
            .filter((hour) => hour % 3 === 0)
            .map((hour) => (
              <text key={hour} x={left + hour * step} y={11} className={styles.label} aria-hidden="true">
                {String(hour).padStart(2, '0')}
              </text>
            ))}
          {weekdays.map((weekday, row) => (
            <g key={weekday} role="row">
              <text x={0} y={top + row * step + 13} className={styles.label} role="rowheader">
                {formatWeekday(weekday)}
              </text>
              {hours.map((hour) => {
                const commits = counts.get(`${weekday}/${hour}`) ?? 0;
                return (
                  <rect
                    key={hour}
                    role="gridcell"
                    tabIndex={row === 0 && hour === 0 ? 0 : -1}
                    data-row={row}
                    data-column={hour}
                    data-level={levelOf(commits, largest)}
                    aria-label={`${formatWeekday(weekday)}, ${hourText(hour)}: ${commits === 0 ? 'no commits' : counted(commits, 'commit')}`}
                    x={left + hour * step}
                    y={top + row * step}
                    width={step - 2}
                    height={step - 2}
                    rx={2}
                  />
                );
              })}
            </g>
          ))}
        </svg>
      </div>
      <div className={styles.foot}>
        <span className={styles.told}>{told}</span>
        <Scale />
      </div>
    </div>
  );
}

/** "09:00 to 09:59". */
export function hourText(hour: number): string {
  const text = String(hour).padStart(2, '0');
  return `${text}:00 to ${text}:59`;
}
