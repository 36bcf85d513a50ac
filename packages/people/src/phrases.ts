import { foldText } from './name-words.ts';

/** A word of a text, folded, and where it stands. */
export interface TextWord {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** The words of a text in order, as names are compared: without case, accents, apostrophes and the possessive s. */
export function wordsOfText(text: string): TextWord[] {
  const words: TextWord[] = [];
  for (const match of text.matchAll(WORD)) {
    const written = match[0].replace(/['’]s$/i, '');
    const word = foldText(written).replace(/['’]/g, '');
    if (word !== '') words.push({ word, from: match.index, to: match.index + written.length });
  }
  return words;
}

/** The key under which a name, a login or an address is found in texts, however it is set; empty where it has no words. */
export function phraseKey(text: string): string {
  return wordsOfText(text)
    .map(({ word }) => word)
    .join(' ');
}
