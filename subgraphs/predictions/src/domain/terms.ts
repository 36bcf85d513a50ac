import { stem } from './stem.ts';

/** Words that say nothing about what work was about; the usual English ones, and git's own. */
const STOP_WORDS = new Set(
  `a about after all also an and any are as at be been but by can co could did do does don for from had has have how i if
  in into is it its just like ll make me more my no not now of off on once only or our out over re s should so some such
  t than that the their them then there these they this to too up us use used using ve very was we were what when which
  while who why will with you your authored signed https www com`
    .trim()
    .split(/\s+/),
);
const MIN_LENGTH = 2;
const MAX_LENGTH = 40;

/**
 * The terms of a text, in order, repeats included: split at everything but letters and digits, and inside camelCase and
 * snake_case; lower case, without stop words, numbers and single letters, stemmed.
 */
export function termsOf(text: string): string[] {
  return meaningfulWords(text).map(stem);
}

/** The terms of a text, each once and in order, with the word that first stood for it. */
export function wordsByTerm(text: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const word of meaningfulWords(text)) if (!words.has(stem(word))) words.set(stem(word), word);
  return words;
}

function meaningfulWords(text: string): string[] {
  return splitWords(text)
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= MIN_LENGTH && word.length <= MAX_LENGTH)
    .filter((word) => !STOP_WORDS.has(word) && !/^\p{N}+$/u.test(word));
}

/** "parseHTTPHeader_v2" → parse, HTTP, Header, v2 */
function splitWords(text: string): string[] {
  return text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u);
}
