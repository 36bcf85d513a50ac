import { graphql } from './generated/gql.ts';
import type { CalendarFragment, HoursFragment } from './generated/graphql.ts';
import { printExplanation, printUnavailable } from './metric.ts';
import { daysBefore } from './past-state.ts';
import { shadeSign, shades } from './terminal/blocks.ts';
import type { Terminal } from './terminal/terminal.ts';
import { count, counted, percent } from './terminal/text.ts';

graphql(`
  fragment Hours on HourHeatmap {
    cells { weekday hour commits }
    excludedShare
    ...Explained
  }
`);

graphql(`
  fragment Calendar on ActivityCalendar {
    days { day commits linesAdded linesDeleted }
    total
    previousTotal
    ...Explained
  }
`);

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Commits by weekday (0: Monday) and local hour. */
export function hourMatrix(cells: HoursFragment['cells']): number[][] {
  const matrix = WEEKDAYS.map(() => new Array<number>(24).fill(0));
  for (const { weekday, hour, commits } of cells) {
    const row = matrix[weekday - 1];
    if (row?.[hour] !== undefined) row[hour] += commits;
  }
  return matrix;
}

/** The 7 × 24 heatmap; null: hour patterns that belong to the person alone. */
export function printHours(terminal: Terminal, title: string, hours: HoursFragment | null): void {
  const { print, style } = terminal;
  const heading = `${title}: commits by local hour`;
  if (hours === null) {
    print(`${style.bold(heading)}: not shown. Hour patterns belong to the person, unless shared.`);
    return;
  }
  if (!printUnavailable(terminal, heading, hours)) {
    print(style.bold(heading));
    const matrix = hourMatrix(hours.cells);
    const all = shades(matrix.flat());
    print(style.dim(`     ${HOUR_MARKS}`));
    for (const [at, day] of WEEKDAYS.entries()) {
      const row = all.slice(at * 24, at * 24 + 24).map((step) => cell(terminal, step, 2));
      const total = (matrix[at] as number[]).reduce((sum, each) => sum + each, 0);
      print(`${day}  ${row.join('')}  ${count(total)}`);
    }
    if (hours.excludedShare !== null && hours.excludedShare > 0) {
      print(style.dim(`${percent(hours.excludedShare)} of the commits carry a forge's clock and are left out.`));
    }
  }
  printExplanation(terminal, hours);
}

const HOUR_MARKS = [0, 3, 6, 9, 12, 15, 18, 21]
  .map((hour) => String(hour).padEnd(6))
  .join('')
  .trimEnd();

/** The calendar: a column a week, Monday on top. */
export function printCalendar(
  terminal: Terminal,
  title: string,
  window: { readonly from: string; readonly to: string },
  calendar: CalendarFragment,
): void {
  const { print, style, width } = terminal;
  const heading = `${title}: commits by local day, ${window.from} to ${window.to}`;
  if (!printUnavailable(terminal, heading, calendar)) {
    const before = calendar.previousTotal === null ? '' : ` (${count(calendar.previousTotal)} in as many days before)`;
    print(`${style.bold(heading)}: ${counted(calendar.total, 'commit')}${before}`);
    const weeks = weeksOf(window, calendar.days);
    const all = shades(weeks.flat().map((commits) => commits ?? 0));
    const shown = Math.min(weeks.length, Math.max(1, Math.floor(Number.isFinite(width) ? width - 5 : weeks.length)));
    const first = weeks.length - shown;
    print(style.dim(`     ${monthMarks(window, weeks.length).slice(first)}`.trimEnd()));
    for (const [at, day] of WEEKDAYS.entries()) {
      const row = weeks.slice(first).map((week, index) => {
        return week[at] === null ? ' ' : cell(terminal, all[(first + index) * 7 + at] ?? 0, 1);
      });
      print(`${day}  ${row.join('')}`.trimEnd());
    }
  }
  printExplanation(terminal, calendar);
}

/** Commits by week and weekday; null for days outside of the window. */
function weeksOf(
  window: { readonly from: string; readonly to: string },
  days: CalendarFragment['days'],
): (number | null)[][] {
  const commits = new Map(days.map((each) => [each.day, each.commits]));
  const weeks: (number | null)[][] = [];
  for (let monday = mondayOf(window.from); monday <= window.to; monday = daysBefore(monday, -7)) {
    weeks.push(
      WEEKDAYS.map((_, at) => {
        const day = daysBefore(monday, -at);
        return day < window.from || day > window.to ? null : (commits.get(day) ?? 0);
      }),
    );
  }
  return weeks;
}

function mondayOf(day: string): string {
  return daysBefore(day, (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Names of months above the weeks in which they begin, where there is room. */
function monthMarks(window: { readonly from: string }, weeks: number): string {
  const line = new Array<string>(weeks).fill(' ');
  let monday = mondayOf(window.from);
  let freeFrom = 0;
  for (let at = 0; at < weeks; at += 1, monday = daysBefore(monday, -7)) {
    const sunday = daysBefore(monday, -6);
    const beginsMonth = Number(sunday.slice(8)) <= 7;
    if (!beginsMonth || at < freeFrom || at + 3 > weeks) continue;
    line.splice(at, 3, ...(MONTHS[Number(sunday.slice(5, 7)) - 1] as string));
    freeFrom = at + 4;
  }
  return line.join('');
}

function cell({ unicode, style }: Terminal, step: number, columns: number): string {
  return style.shade(step, shadeSign(step, unicode).repeat(columns));
}
