import form from '../parts/form.module.css';
import { chooseTheme, type Theme, useTheme } from './theme.ts';

const labels: readonly (readonly [Theme, string])[] = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function ThemeChoice() {
  const chosen = useTheme();
  return (
    // biome-ignore lint/a11y/useSemanticElements: three toggles, not a form's set of fields
    <div className={form.segments} role="group" aria-label="Theme">
      {labels.map(([theme, label]) => (
        <button key={theme} type="button" aria-pressed={chosen === theme} onClick={() => chooseTheme(theme)}>
          {label}
        </button>
      ))}
    </div>
  );
}
