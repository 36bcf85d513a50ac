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
  return (((hash ^ (hash >>> 13)) >>> 0) % dataColorCount) + 1;
}

/** Languages that often stand beside each other, each with a colour of its own; the others follow their name. */
const languageColors: Readonly<Record<string, number>> = {
  JavaScript: 5,
  TypeScript: 1,
  HTML: 2,
  CSS: 7,
  SCSS: 4,
  Shell: 3,
  Markdown: 8,
  JSON: 6,
  YAML: 4,
  Python: 1,
  Java: 2,
  Kotlin: 7,
  C: 8,
  'C++': 4,
  'C#': 3,
  Go: 6,
  Rust: 2,
  Ruby: 4,
  PHP: 7,
  Swift: 2,
  SQL: 3,
};

export function languageColor(language: string): string {
  return `var(--data-${languageColors[language] ?? dataColorIndex(language)})`;
}

export function dataColor(text: string): string {
  return `var(--data-${dataColorIndex(text)})`;
}
