import type { AliasHasher } from '@trellis/contributions/ids.ts';
import { isGenericLocal, isPlaceholder, readAddress, readGitHubNoreply } from '@trellis/people/address.ts';
import { nameWords } from '@trellis/people/name-words.ts';
import { phraseKey } from '@trellis/people/phrases.ts';
import type { Suppressed, SuppressionKind } from '@trellis/people/suppression.ts';
import { isOrdinaryWord } from './ordinary-words.ts';
import { fullNameKey } from './person-name.ts';

/** What is shown where a person was erased. */
export const ERASED_NAME = 'Erased person';

/** An alias as written, and as mailmaps correct its name. */
export interface NamedAlias {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly properName: string | null;
}

/** By what a person is recognised, in plain words: never kept, only hashed. */
export interface Identifiers {
  /** What is taken out of texts and kept out: names, logins, addresses. */
  readonly lookedFor: readonly string[];
  /** What says too little, or belongs to others as well. */
  readonly notLookedFor: readonly string[];
  /** Words by kind; `alias` and `address` hold an id and an e-mail. */
  readonly marks: readonly { readonly kind: SuppressionKind; readonly text: string }[];
}

/**
 * By what a person is recognised. A full name counts unless somebody else bears it; an address, unless others use it or it
 * is none; a login, a local part or a single-word name, unless it is short, an ordinary word, a part of the person's own
 * full name, or anybody else's. What doesn't count alone is still kept out where it comes with something that does.
 * @param others all aliases of the workspace that are not the person's
 */
export function identifiersOf(own: readonly NamedAlias[], others: readonly NamedAlias[]): Identifiers {
  const taken = takenBy(others);
  const ownWords = new Set(own.flatMap((alias) => namesOf(alias).filter(fullNameKey).flatMap(nameWords)));
  const marks = new Map<string, { kind: SuppressionKind; text: string }>();
  const lookedFor = new Map<string, string>();
  const notLookedFor = new Map<string, string>();
  const mark = (kind: SuppressionKind, text: string) => marks.set(`${kind} ${text}`, { kind, text });
  const lookFor = (written: string, key: string) => {
    lookedFor.set(key, lookedFor.get(key) ?? written);
    mark('phrase', key);
  };
  const isDistinct = (key: string) => {
    const letters = key.replaceAll(' ', '').length;
    if (key.includes(' ')) return letters >= 6 && !taken.keys.has(key);
    return letters >= 4 && !isOrdinaryWord(key) && !ownWords.has(key) && !taken.keys.has(key) && !taken.words.has(key);
  };

  for (const alias of own) {
    mark('alias', alias.id);
    for (const name of namesOf(alias)) {
      const key = nameWords(name).join(' ');
      if (key === '') continue;
      const counts = key.includes(' ') ? fullNameKey(name) !== null && !taken.keys.has(key) : isDistinct(key);
      if (!counts) {
        notLookedFor.set(key, name.trim());
        continue;
      }
      mark('name', key);
      for (const variant of variantsOf(key)) lookFor(name.trim(), variant);
    }

    const address = readAddress(alias.email);
    if (address.text === '') continue;
    const key = phraseKey(address.text);
    if (isPlaceholder(address) || taken.addresses.has(address.text)) notLookedFor.set(key, address.text);
    else {
      mark('address', address.text);
      lookFor(address.text, key);
    }
    const account = readGitHubNoreply(address);
    if (account !== null && !taken.logins.has(account.login)) mark('login', phraseKey(account.login));
    const local = phraseKey(address.local);
    if (isGenericLocal(address.local) || local === '') continue;
    if (isDistinct(local)) {
      mark('name', local);
      lookFor(address.local, local);
    } else notLookedFor.set(local, address.local);
  }
  for (const key of lookedFor.keys()) notLookedFor.delete(key);
  return {
    lookedFor: [...new Set(lookedFor.values())].sort(),
    notLookedFor: [...new Set(notLookedFor.values())].sort(),
    marks: [...marks.values()],
  };
}

/** The rows that keep a person out from a version on. */
export function suppressedRows(
  { marks }: Identifiers,
  hasher: AliasHasher,
  kept: { readonly developerId: string; readonly version: number },
): Suppressed[] {
  return marks.flatMap(({ kind, text }) => {
    const words = text.split(' ');
    const isPhrase = kind === 'phrase';
    const hash = kind === 'alias' ? text : kind === 'address' ? hasher.emailHash(text) : hasher.phraseHash(text);
    if (hash === null) return [];
    const firstWord = isPhrase ? hasher.phraseHash(words[0] as string) : null;
    return [{ kind, hash, firstWord, words: isPhrase ? words.length : null, ...kept }];
  });
}

function namesOf({ name, properName }: NamedAlias): string[] {
  return properName === null ? [name] : [name, properName];
}

/** How a name of these words is set in texts: in order, last name first, and run together. */
function variantsOf(key: string): string[] {
  const words = key.split(' ');
  if (words.length === 1) return [key];
  const turned = [words.at(-1), ...words.slice(0, -1)].join(' ');
  const joined = words.join('');
  return joined.length >= 6 ? [key, turned, joined] : [key, turned];
}

/** What others are called. */
function takenBy(others: readonly NamedAlias[]) {
  const taken = {
    keys: new Set<string>(),
    words: new Set<string>(),
    addresses: new Set<string>(),
    logins: new Set<string>(),
  };
  for (const alias of others) {
    for (const name of namesOf(alias)) {
      const words = nameWords(name);
      taken.keys.add(words.join(' '));
      for (const word of words) taken.words.add(word);
    }
    const address = readAddress(alias.email);
    taken.addresses.add(address.text);
    taken.keys.add(phraseKey(address.local));
    const login = readGitHubNoreply(address)?.login;
    if (login !== undefined) taken.logins.add(login);
  }
  return taken;
}
