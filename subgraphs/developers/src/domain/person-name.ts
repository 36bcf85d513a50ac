import { foldText, nameWords } from '@trellis/people/name-words.ts';

/** Names that tools, images and tutorials leave in place of one; as folded words. */
const GENERIC_NAMES = new Set([
  'author name',
  'build server',
  'build user',
  'ci user',
  'default user',
  'dev user',
  'dev team',
  'developer name',
  'ec2 user',
  'first last',
  'firstname lastname',
  'full name',
  'git user',
  'github user',
  'local user',
  'my name',
  'name surname',
  'no author',
  'no name',
  'not committed yet',
  'product team',
  'root root',
  'root user',
  'service account',
  'some one',
  'super user',
  'system administrator',
  'system user',
  'test test',
  'test user',
  'unknown author',
  'unknown user',
  'user name',
  'vagrant user',
  'web master',
  'your name',
  'your full name',
  'your name here',
]);

/** Words that make a name say a function, not a person. */
const GENERIC_WORDS = new Set([
  'admin',
  'administrator',
  'anonymous',
  'builder',
  'nobody',
  'root',
  'unknown',
  'jenkins',
  'team',
]);

/**
 * The key under which two aliases have the same full name, or null where the name can't identify anybody: fewer than
 * two words of two letters, a placeholder, or a pair ("Ann Lee and Bo Ek").
 */
export function fullNameKey(name: string): string | null {
  if (/\s(and|und|et|y|&|\+)\s|[&+/]/i.test(name)) return null;
  const words = nameWords(name);
  if (words.filter((word) => [...word].length >= 2 && !/^\p{N}+$/u.test(word)).length < 2) return null;
  const key = words.join(' ');
  if (GENERIC_NAMES.has(key) || words.some((word) => GENERIC_WORDS.has(word))) return null;
  return key;
}

/**
 * How much of a full name the local part of an address spells: `both` names in full (`ann.lee`, `leeann`), `initial`
 * with one of them shortened (`alee`, `annl`, `leea`), `one` name only (`ann`), or `none`.
 * @param nameKey as fullNameKey gives it
 */
export function nameInLocalPart(nameKey: string, localPart: string): 'both' | 'initial' | 'one' | 'none' {
  const words = nameKey.split(' ');
  const first = words[0] as string;
  const last = words[words.length - 1] as string;
  const middle = words.slice(1, -1);
  const written = foldText(localPart).replace(/[^\p{L}]/gu, '');
  const initial = (word: string) => word.slice(0, 1);
  const initials = middle.map(initial).join('');
  const both = [first + last, last + first, words.join(''), first + initials + last];
  if (both.includes(written)) return 'both';
  const short = [initial(first) + last, first + initial(last), last + initial(first), initial(first) + initials + last];
  if (written.length >= 4 && short.includes(written)) return 'initial';
  return words.includes(written) ? 'one' : 'none';
}

/** True where the domain holds another of the names than the local part does: `ann@lee-family.org`, `ann@annlee.com`. */
export function nameInDomain(nameKey: string, localPart: string, domain: string): boolean {
  const written = foldText(domain).replace(/[^\p{L}]/gu, '');
  const local = foldText(localPart).replace(/[^\p{L}]/gu, '');
  return nameKey.split(' ').some((word) => word.length >= 4 && word !== local && written.includes(word));
}

/** One or two capital letters for a badge; a question mark for an empty name. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const letter = (word: string | undefined) =>
    word === undefined ? '' : ([...word][0] as string).toLocaleUpperCase('en');
  if (words.length === 0) return '?';
  return words.length === 1 ? letter(words[0]) : letter(words[0]) + letter(words.at(-1));
}
