/** A vowel; y counts as one after a consonant. */
const VOWEL = /[aeiou]|(?<=[^aeiou])y/;
/** Porter's *o: ends in consonant, vowel, consonant, the last neither w, x nor y. */
const SHORT = /[^aeiou][aeiouy][^aeiouwxy]$/;

/**
 * Cuts the endings of plurals and verbs: the first and the last step of Porter's stemmer (1a, 1b, 1c, 5a, 5b), so that
 * "fixes", "fixed" and "fixing" are one term, while "routing" and "router" stay two.
 * Source: M. F. Porter, An algorithm for suffix stripping, Program 14(3), 1980.
 * @param word lower case; other than a to z it comes back as it is
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  return cutEnd(endInI(cutVerb(cutPlural(word))));
}

/** Step 1a: sses → ss, ies → i, s → nothing after anything but s. */
function cutPlural(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** Step 1b: eed → ee, ed and ing → nothing, where a syllable stays before them. */
function cutVerb(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0;
  const start = word.slice(0, word.length - ending);
  return ending > 0 && VOWEL.test(start) ? mend(start) : word;
}

/** Gives back an e, or takes a doubled letter, that the ending had changed. */
function mend(start: string): string {
  if (/(at|bl|iz)$/.test(start)) return `${start}e`;
  if (/([^aeioulsz])\1$/.test(start)) return start.slice(0, -1);
  return measure(start) === 1 && SHORT.test(start) ? `${start}e` : start;
}

/** Step 1c: y → i after a syllable, so that "query" meets "queries". */
function endInI(word: string): string {
  return word.endsWith('y') && VOWEL.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

/** Step 5: a final e goes after two syllables, or after one that is not short; ll → l after two. */
function cutEnd(word: string): string {
  const start = word.slice(0, -1);
  if (word.endsWith('ll')) return measure(start) > 1 ? start : word;
  if (!word.endsWith('e')) return word;
  const syllables = measure(start);
  return syllables > 1 || (syllables === 1 && !SHORT.test(start)) ? start : word;
}

/** Porter's m: how often a consonant follows a vowel. */
function measure(start: string): number {
  const shape = start.replace(/[aeiou]|(?<=[^aeiou])y/g, 'V').replace(/[^V]/g, 'C');
  return shape.match(/V+C+/g)?.length ?? 0;
}
