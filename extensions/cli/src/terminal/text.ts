import { stripVTControlCharacters } from 'node:util';

/**
 * Makes text from history safe to print: names and paths are written by strangers and may hold escape sequences, control
 * characters or marks that turn the direction of writing. Line breaks and tabs become spaces.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Scripts and signs that terminals draw two columns wide (Unicode's East Asian Width W and F, and emoji). */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Bopomofo}|\p{Script=Yi}|[\u3000-\u303E\u3200-\u33FF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|.\uFE0F)/u;
const HALFWIDTH_KANA = /^[\uFF61-\uFFDC]/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

/** Columns that a terminal needs for a text; colours and other escape sequences count nothing. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) columns += columnsOfGrapheme(segment);
  return columns;
}

function columnsOfGrapheme(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  if (HALFWIDTH_KANA.test(grapheme)) return 1;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Fills a text up with spaces to a number of columns. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? text + fill : fill + text;
}

/** Cuts a text without colours to a number of columns; `mark` (one column each sign) shows where something is missing. */
export function cut(text: string, columns: number, mark: string): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = columnsOf(mark);
  for (const { segment } of segmenter.segment(text)) {
    used += columnsOfGrapheme(segment);
    if (used > columns) break;
    kept += segment;
  }
  return kept + mark;
}

/** Breaks a text between words into lines of a number of columns; a longer word has a line of its own. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && columnsOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A count with separators of thousands: 12,345. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A count with its noun: `1 file`, `2 files`; `plural` where an s alone doesn't make it. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A share (0..1) as a percentage without decimals; a little that isn't nothing is `<1 %`. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %';
  if (share < 1 && share >= 0.995) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
