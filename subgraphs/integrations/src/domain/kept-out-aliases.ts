import type { AliasLine, CommitText } from '@trellis/contributions/batch.ts';
import type { AliasHasher } from '@trellis/contributions/ids.ts';
import { isPlaceholder, readAddress } from '@trellis/people/address.ts';
import { isKeptOutLine } from '@trellis/people/kept-out-lines.ts';
import { phraseKey } from '@trellis/people/phrases.ts';
import type { Suppression } from '@trellis/people/suppression.ts';

/** What of an alias file may be kept: aliases of erased people without their names, and no mailmap line about them. */
export function keptAliasLines(
  suppression: Suppression,
  hasher: AliasHasher,
  lines: readonly AliasLine[],
): readonly AliasLine[] {
  if (suppression.version === 0) return lines;
  const isKeptOut = isKeptOutLine(suppression);
  return lines.flatMap((line): AliasLine[] => {
    if (line.k === 'mailmap') return isKeptOut(line) ? [] : [line];
    if (line.k === 'erased') return [line];
    const developerId = suppression.erasedAs(line);
    if (developerId === undefined) return [line];
    const { id, nameHash, emailHash, firstAt, email } = line;
    return [{ k: 'erased', id, developerId, nameHash, emailHash, address: addressOf(email, hasher), firstAt }];
  });
}

/** The alias ids among lines that are an erased person's. */
export function erasedIds(suppression: Suppression, lines: readonly AliasLine[]): ReadonlySet<string> {
  const isErased = (line: AliasLine) => line.k === 'alias' && suppression.erasedAs(line) !== undefined;
  return new Set(lines.flatMap((line) => (line.k !== 'mailmap' && isErased(line) ? [line.id] : [])));
}

function addressOf(email: string, hasher: AliasHasher): Extract<AliasLine, { k: 'erased' }>['address'] {
  const address = readAddress(email);
  if (isPlaceholder(address)) return null;
  const key = phraseKey(address.text);
  const words = key.split(' ');
  return { hash: hasher.phraseHash(key), firstWord: hasher.phraseHash(words[0] ?? ''), words: words.length };
}

/**
 * The subjects that may be kept of a batch: nothing of what erased people wrote, and no mention of them.
 * @param authors alias that is credited first, by SHA
 */
export function keptTexts(
  suppression: Suppression,
  texts: readonly CommitText[],
  authors: ReadonlyMap<string, string>,
): readonly CommitText[] {
  if (suppression.version === 0) return texts;
  return texts.map(({ sha, subject }) => {
    const author = authors.get(sha);
    return { sha, subject: author !== undefined && suppression.isErased(author) ? '' : suppression.redact(subject) };
  });
}

/** The alias credited first for each commit, from the lines of a batch. */
export function authorsOf(lines: Iterable<string>): ReadonlyMap<string, string> {
  const authors = new Map<string, string>();
  for (const line of lines) {
    if (!line.startsWith('{"k":"commit"')) continue;
    const { sha, credit } = JSON.parse(line) as { sha: string; credit: string[] };
    if (credit[0] !== undefined) authors.set(sha, credit[0]);
  }
  return authors;
}
