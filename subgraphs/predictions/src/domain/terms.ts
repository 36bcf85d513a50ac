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
  const terms: string[] = [];
  for (const word of splitWords(text)) {
    const lower = word.toLowerCase();
    if (lower.length < MIN_LENGTH || lower.length > MAX_LENGTH) continue;
    if (STOP_WORDS.has(lower) || /^\p{N}+$/u.test(lower)) continue;
    terms.push(stem(lower));
  }
  return terms;
}

/** "parseHTTPHeader_v2" → parse, HTTP, Header, v2 */
function splitWords(text: string): string[] {
  return text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u);
}
