/**
 * Data colours are eight hues told apart under the common colour blindnesses (after Okabe and Ito 2008), named
 * `--data-1` .. `--data-8` in tokens.css. A thing's colour comes from its name or id, so it is the same on every page;
 * two things may share one, which is why every mark also carries its name.
 */
export const dataColorCount = 8;

/** 1..8, always the same for the same text. */
export function dataColorIndex(text: string): number {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return ((hash ^ (hash >>> 13)) >>> 0) % dataColorCount + 1;
}

export function dataColor(text: string): string {
  return `var(--data-${dataColorIndex(text)})`;
}
