import type { AliasHasher } from '@trellis/contributions/ids.ts';
import { readAddress, readGitHubNoreply } from './address.ts';
import { nameWords } from './name-words.ts';
import { type TextWord, wordsOfText } from './phrases.ts';

/**
 * What of an erased person is kept out, as a keyed hash: an alias (its id), an address, the login of a GitHub no-reply
 * address, a name (as written, or spelled by a local part), a phrase (any of them as it stands in a text).
 */
export type SuppressionKind = 'alias' | 'address' | 'login' | 'name' | 'phrase';

export interface Suppressed {
  readonly kind: SuppressionKind;
  readonly hash: string;
  /** Under which nameless person it counts. */
  readonly developerId: string;
  /** Of a phrase: hash of its first word, and how many words it has. */
  readonly firstWord: string | null;
  readonly words: number | null;
  /** The version of the workspace's suppressions that brought it. */
  readonly version: number;
}

/** An alias as it enters. */
export interface EnteringAlias {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Everything that a workspace keeps out. */
export interface Suppression {
  /** 0: nothing is kept out. */
  readonly version: number;
  /** The erased person an alias belongs to; undefined: it may enter. */
  erasedAs(alias: EnteringAlias): string | undefined;
  /** Whether an alias that is known already is an erased person's. */
  isErased(aliasId: string): boolean;
  /** A text without mentions of erased people; each leaves an ellipsis. */
  redact(text: string): string;
}

/** Words are few and come often, so their hashes are kept; past this many they are forgotten. */
const WORDS_KEPT = 100_000;

/** Makes the suppression of a workspace from its rows; `version` is the newest of them unless given. */
export function createSuppression(
  rows: readonly Suppressed[],
  hasher: AliasHasher,
  version: number = rows.reduce((newest, row) => Math.max(newest, row.version), 0),
): Suppression {
  const held = new Map(rows.map((row) => [`${row.kind} ${row.hash}`, row.developerId]));
  const find = (kind: SuppressionKind, hash: string | null) =>
    hash === null ? undefined : held.get(`${kind} ${hash}`);
  const findWords = (kind: SuppressionKind, words: readonly string[]) =>
    words.length === 0 ? undefined : find(kind, hasher.phraseHash(words.join(' ')));
  const lengths = lengthsByFirstWord(rows);
  const hashOfWord = remember(hasher.phraseHash);

  return {
    version,
    isErased: (aliasId) => held.has(`alias ${aliasId}`),

    erasedAs({ id, name, email }) {
      if (rows.length === 0) return undefined;
      const known = find('alias', id) ?? find('address', hasher.emailHash(email));
      if (known !== undefined) return known;
      const address = readAddress(email);
      const account = readGitHubNoreply(address);
      const byLogin = account === null ? undefined : findWords('login', wordsOf(account.login));
      return byLogin ?? findWords('name', nameWords(name)) ?? findWords('name', wordsOf(address.local));
    },

    redact(text) {
      if (lengths.size === 0) return text;
      const words = wordsOfText(text);
      let redacted = '';
      let from = 0;
      for (let at = 0; at < words.length; ) {
        const length = phraseAt(words, at);
        if (length === 0) {
          at += 1;
          continue;
        }
        redacted += `${text.slice(from, (words[at] as TextWord).from)}…`;
        at += length;
        from = (words[at - 1] as TextWord).to;
      }
      return from === 0 ? text : redacted + text.slice(from);
    },
  };

  /** How many words the longest phrase has that begins at a word; 0: none does. */
  function phraseAt(words: readonly TextWord[], at: number): number {
    for (const length of lengths.get(hashOfWord((words[at] as TextWord).word)) ?? []) {
      const phrase = words.slice(at, at + length).map(({ word }) => word);
      if (phrase.length === length && findWords('phrase', phrase) !== undefined) return length;
    }
    return 0;
  }
}

function wordsOf(text: string): string[] {
  return wordsOfText(text).map(({ word }) => word);
}

/** The lengths of the phrases that begin with a word, longest first. */
function lengthsByFirstWord(rows: readonly Suppressed[]): ReadonlyMap<string, readonly number[]> {
  const lengths = new Map<string, number[]>();
  for (const { kind, firstWord, words } of rows) {
    if (kind !== 'phrase' || firstWord === null || words === null) continue;
    const known = lengths.get(firstWord) ?? [];
    if (!known.includes(words)) known.push(words);
    lengths.set(
      firstWord,
      known.sort((a, b) => b - a),
    );
  }
  return lengths;
}

function remember(hash: (word: string) => string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const found = known.get(word) ?? hash(word);
    if (known.size >= WORDS_KEPT) known.clear();
    known.set(word, found);
    return found;
  };
}
