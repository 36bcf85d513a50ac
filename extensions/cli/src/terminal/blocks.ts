/** Signs that draw amounts, from nothing to most. */
const BARS = { unicode: ' ▁▂▃▄▅▆▇█', ascii: ' .:-=+*#@' } as const;
const SHADES = { unicode: '·░▒▓█', ascii: '.-+*#' } as const;

/**
 * One sign a value, its height relative to the largest; anything above zero is visible.
 * @param values not negative
 */
export function sparkline(values: readonly number[], unicode: boolean): string {
  const signs = BARS[unicode ? 'unicode' : 'ascii'];
  return draw(values, signs).join('');
}

/**
 * One shade a value (0..4): 0 for nothing, the rest by the square root of the share of the largest, so that a single
 * very busy cell doesn't make all others look empty.
 */
export function shades(values: readonly number[]): number[] {
  const most = Math.max(0, ...values);
  return values.map((value) => (value <= 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(value / most) * 4))));
}

/** The sign of a shade (0..4). */
export function shadeSign(shade: number, unicode: boolean): string {
  return SHADES[unicode ? 'unicode' : 'ascii'][shade] ?? ' ';
}

/** A horizontal bar of a share (0..1) in a number of columns. */
export function bar(share: number, columns: number, unicode: boolean): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return (unicode ? '█' : '#').repeat(full) + (unicode ? '░' : '.').repeat(columns - full);
}

function draw(values: readonly number[], signs: string): string[] {
  const most = Math.max(0, ...values);
  const steps = signs.length - 1;
  return values.map((value) => signs[value <= 0 ? 0 : Math.max(1, Math.round((value / most) * steps))] ?? ' ');
}
