import { readLinguistData } from './linguist-data.ts';

export interface Language {
  readonly name: string;
  readonly type: 'programming' | 'markup' | 'data' | 'prose';
  /** The language that statistics count it under, when that is another one. */
  readonly group: string | null;
  /** With the dot, lower-case: the extension it is best known by. */
  readonly firstExtension: string | null;
}

/** Where Linguist's languages are looked up; each list is in the order of languages.yml. */
export interface LanguageIndex {
  readonly byName: ReadonlyMap<string, Language>;
  /** With the dot, lower-case. */
  readonly byExtension: ReadonlyMap<string, readonly Language[]>;
  readonly byFilename: ReadonlyMap<string, readonly Language[]>;
  readonly byInterpreter: ReadonlyMap<string, readonly Language[]>;
  /** Names and aliases, lower-case, hyphens for spaces. */
  readonly byAlias: ReadonlyMap<string, Language>;
}

let loaded: LanguageIndex | null = null;

/** Linguist's languages; read on first use. */
export function languageIndex(): LanguageIndex {
  loaded ??= indexLanguages(readLinguistData('languages.yml'));
  return loaded;
}

export interface LanguageEntry {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

function indexLanguages(text: string): LanguageIndex {
  const byName = new Map<string, Language>();
  const byExtension = new Map<string, Language[]>();
  const byFilename = new Map<string, Language[]>();
  const byInterpreter = new Map<string, Language[]>();
  const byAlias = new Map<string, Language>();
  for (const { name, fields, lists } of parseLanguages(text)) {
    const language: Language = {
      name,
      type: fields.type as Language['type'],
      group: fields.group ?? null,
      firstExtension: lists.extensions?.[0]?.toLowerCase() ?? null,
    };
    byName.set(name, language);
    for (const extension of lists.extensions ?? []) append(byExtension, extension.toLowerCase(), language);
    for (const filename of lists.filenames ?? []) append(byFilename, filename, language);
    for (const interpreter of lists.interpreters ?? []) append(byInterpreter, interpreter, language);
    for (const alias of [name.replaceAll(' ', '-'), ...(lists.aliases ?? [])])
      byAlias.set(alias.toLowerCase(), language);
  }
  return { byName, byExtension, byFilename, byInterpreter, byAlias };
}

/**
 * Reads languages.yml, a file written by a machine: names at the margin, their fields two spaces in, lists of scalars. A
 * YAML parser takes 150 ms for it; a test holds this reader against one.
 */
export function parseLanguages(text: string): LanguageEntry[] {
  const entries: LanguageEntry[] = [];
  let fields: Record<string, string> = {};
  let lists: Record<string, string[]> = {};
  let list: string[] = [];
  for (const line of text.split('\n')) {
    const item = /^ {2}- (.*)$/.exec(line)?.[1];
    if (item !== undefined) {
      list.push(scalar(item));
      continue;
    }
    const field = /^ {2}([a-z_]+):(?: (.*))?$/.exec(line);
    if (field) {
      const [, key = '', value] = field;
      if (value === undefined) {
        list = [];
        lists[key] = list;
      } else fields[key] = scalar(value);
      continue;
    }
    const name = /^(\S.*):$/.exec(line)?.[1];
    if (name === undefined || name.startsWith('#')) continue;
    fields = {};
    lists = {};
    entries.push({ name: scalar(name), fields, lists });
  }
  return entries;
}

function scalar(text: string): string {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return text;
}

function append(map: Map<string, Language[]>, key: string, language: Language): void {
  const languages = map.get(key);
  if (!languages) map.set(key, [language]);
  else if (!languages.includes(language)) languages.push(language);
}
