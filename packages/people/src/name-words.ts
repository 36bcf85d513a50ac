/** Latin letters that Unicode does not decompose into a base letter and an accent. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  æ: 'ae',
  ð: 'd',
  ø: 'o',
  þ: 'th',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  œ: 'oe',
  ß: 'ss',
};

/** Folds text so that case, accents and typographic variants don't count; punctuation stays. For search and sorting. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[æðøþđħıłŋœß]/g, (letter) => UNDECOMPOSED[letter] as string)
    .normalize('NFC');
}

/**
 * The words of a person's name, folded, without punctuation, in order: `"Müller-Ødegård, Jürgen (work)"` gives
 * `['jurgen', 'muller', 'odegard']`.
 */
export function nameWords(name: string): string[] {
  const bare = name.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ');
  const comma = /^([^,]+),\s*([^,]+)$/.exec(bare.trim());
  const ordered = comma === null ? bare : `${comma[2]} ${comma[1]}`;
  return foldText(ordered)
    .replace(/['’`.]/g, (mark) => (mark === '.' ? ' ' : ''))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
