import { useState } from 'react';
import form from '../parts/form.module.css';
import { isDay } from '../time/days.ts';
import { formatDay } from '../time/format.ts';
import { formatRange, type WindowChoice } from '../time/window.ts';
import { usePageWindow, useSearchState } from './search-state.ts';
import styles from './window-choice.module.css';

const labels: readonly (readonly [WindowChoice, string])[] = [
  ['4w', 'Last 4 full weeks'],
  ['12w', 'Last 12 full weeks'],
  ['52w', 'Last 52 full weeks'],
  ['all', 'All of history'],
  ['custom', 'Other days'],
];

/** Chooses the days that a page's numbers are about; the choice stands in the URL. */
export function WindowChoiceMenu() {
  const { change } = useSearchState();
  const window = usePageWindow();
  const [isCustom, setCustom] = useState(false);
  const [from, setFrom] = useState(window.range?.from ?? '');
  const [to, setTo] = useState(window.range?.to ?? '');
  const shown = isCustom ? 'custom' : window.choice;
  const isRange = isDay(from) && isDay(to) && from <= to;
  const choose = (choice: string) => {
    setCustom(choice === 'custom');
    if (choice !== 'custom') change({ window: choice === '4w' ? undefined : choice });
  };
  return (
    <form
      className={styles.window}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRange) return;
        setCustom(false);
        change({ window: formatRange({ from, to }) });
      }}
    >
      {shown === 'custom' && (
        <>
          <input
            className={form.input}
            type="date"
            aria-label="First day"
            value={from}
            max={to}
            onChange={(event) => setFrom(event.target.value)}
          />
          <input
            className={form.input}
            type="date"
            aria-label="Last day"
            value={to}
            min={from}
            onChange={(event) => setTo(event.target.value)}
          />
          <button type="submit" className={form.button} disabled={!isRange}>
            Show
          </button>
        </>
      )}
      {shown !== 'custom' && window.range !== null && (
        <span className={styles.days}>
          {formatDay(window.range.from)} – {formatDay(window.range.to)}
        </span>
      )}
      <select
        className={form.select}
        aria-label="Window"
        value={shown}
        onChange={(event) => choose(event.target.value)}
      >
        {labels.map(([choice, label]) => (
          <option key={choice} value={choice}>
            {label}
          </option>
        ))}
      </select>
    </form>
  );
}
