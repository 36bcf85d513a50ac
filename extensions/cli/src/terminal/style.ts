/** Marks up text for a terminal; without colour each function returns its argument as it is. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
  /** A step (0..4) of a sequential scale of one hue, dark to bright. */
  readonly shade: (step: number, text: string) => string;
}

/**
 * Whether output may hold colour: on a terminal only; NO_COLOR (any value) forbids it, FORCE_COLOR (not 0 or false) asks
 * for it elsewhere. Where both are set NO_COLOR wins.
 */
export function wantsColour(env: Record<string, string | undefined>, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}

/** Whether the locale's characters are UTF-8, by the order in which POSIX reads the variables; unset is the C locale. */
export function wantsUnicode(env: Record<string, string | undefined>): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '') ?? 'C';
  return /utf-?8/i.test(locale);
}

/** The style for one output. */
export function styleFor(colour: boolean): Style {
  const sgr = (open: number | string, close: number) => (text: string) =>
    colour && text !== '' ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    good: sgr(32, 39),
    warn: sgr(33, 39),
    bad: sgr(31, 39),
    accent: sgr(36, 39),
    shade: (step, text) => sgr(`38;5;${SHADE_COLOURS[step] ?? 45}`, 39)(text),
  };
}

/** Of the 256 colours of terminals. */
const SHADE_COLOURS = [240, 24, 31, 38, 45] as const;
