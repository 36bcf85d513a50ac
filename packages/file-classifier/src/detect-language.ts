import { basename } from 'node:path/posix';
import { languagesByHeuristics } from './heuristics.ts';
import { type Language, languageIndex } from './language-index.ts';
import { modelineOf } from './modeline.ts';
import { interpreterOf } from './shebang.ts';

/**
 * Extensions too common to say anything without a look at the content (Linguist's generic.yml).
 */
const GENERIC = /\.(?:[1-9]|action|alg|app|cmp|msg|network|resource|sol|srv|stl|tag|target|url)$/;

/** A page of the manual, by section. */
const MAN_PAGE = /\.(?:[1-9](?![0-9])[a-z_0-9]*|0p|n|man|mdoc)(?:\.in)?$/i;

/**
 * Who gets a path that several languages claim when no content decides: Linguist's last resort is a statistical guess
 * over samples of each language; here it is the first of these, most used first, then the one that has the extension as
 * its own (its first), then the alphabet.
 */
const PREFERRED = [
  ...[
    'JavaScript',
    'TypeScript',
    'TSX',
    'Python',
    'Java',
    'C',
    'C++',
    'C#',
    'Go',
    'Rust',
    'PHP',
    'Ruby',
    'Swift',
    'Kotlin',
  ],
  ...['Objective-C', 'Scala', 'Shell', 'PowerShell', 'Perl', 'Dart', 'Elixir', 'Groovy', 'CoffeeScript', 'R', 'Lua'],
  ...[
    'HTML',
    'CSS',
    'Vue',
    'Markdown',
    'JSON',
    'YAML',
    'XML',
    'SQL',
    'Text',
    'Haskell',
    'Clojure',
    'Erlang',
    'F#',
    'OCaml',
  ],
  ...[
    'Julia',
    'MATLAB',
    'Fortran',
    'Pascal',
    'Visual Basic .NET',
    'Verilog',
    'Assembly',
    'Common Lisp',
    'Prolog',
    'TeX',
    'D',
  ],
];
const RANK = new Map(PREFERRED.map((name, index) => [name, index]));

export interface Guess {
  readonly language: Language | null;
  /** True: the content may say otherwise, or say it at all. */
  readonly needsContent: boolean;
}

/** The language by the path alone. */
export function languageByPath(path: string): Guess {
  const name = basename(path);
  const index = languageIndex();
  const named = index.byFilename.get(name);
  if (named?.length === 1) return { language: named[0] as Language, needsContent: false };
  const isGeneric = GENERIC.test(name.toLowerCase());
  const claimed = named ?? candidatesByExtension(name);
  if (claimed.length === 1 && !isGeneric) return { language: claimed[0] as Language, needsContent: false };
  if (isGeneric) return { language: null, needsContent: true };
  if (claimed.length > 0) return { language: preferred(claimed, name), needsContent: true };
  const manual = MAN_PAGE.test(name) ? (index.byName.get('Roff') ?? null) : null;
  return { language: manual, needsContent: true };
}

/**
 * The language by path and content, by Linguist's strategies in its order: modeline, file name, interpreter, extension,
 * XML declaration, manual page, heuristics.
 */
export function languageByContent(path: string, content: Buffer): Language | null {
  if (content.length === 0) return languageByPath(path).language;
  const index = languageIndex();
  const name = basename(path);
  const modeline = modelineOf(content);
  const fromModeline = modeline === null ? undefined : index.byAlias.get(modeline.toLowerCase());
  if (fromModeline) return fromModeline;

  let candidates: readonly Language[] = [];
  const narrow = (found: readonly Language[] | undefined): Language | null => {
    const kept =
      found && candidates.length > 0 ? found.filter((language) => candidates.includes(language)) : (found ?? []);
    if (kept.length > 0) candidates = kept;
    return kept.length === 1 ? (kept[0] as Language) : null;
  };
  const interpreter = interpreterOf(content);
  const isGeneric = GENERIC.test(name.toLowerCase());
  const decided =
    narrow(index.byFilename.get(name)) ??
    narrow(interpreter === null ? undefined : index.byInterpreter.get(interpreter)) ??
    narrow(isGeneric ? undefined : candidatesByExtension(name));
  if (decided) return decided;

  if (candidates.length === 0 && /<?xml version=/.test(firstLines(content, 2))) return index.byName.get('XML') ?? null;
  if (candidates.length === 0 && MAN_PAGE.test(name)) {
    candidates = ['Roff Manpage', 'Roff'].flatMap((language) => index.byName.get(language) ?? []);
  }
  const found = languagesByHeuristics(name, content).flatMap((language) => index.byName.get(language) ?? []);
  if (found.length > 0) return found.length === 1 ? (found[0] as Language) : preferred(found, name);
  return candidates.length > 0 ? preferred(candidates, name) : null;
}

/** Of "a.b.c" the languages of ".b.c", else those of ".c". */
function candidatesByExtension(name: string): readonly Language[] {
  const { byExtension } = languageIndex();
  const lower = name.toLowerCase();
  for (let dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1)) {
    const languages = byExtension.get(lower.slice(dot));
    if (languages) return languages;
  }
  return [];
}

function preferred(candidates: readonly Language[], name: string): Language {
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot).toLowerCase();
  const rank = ({ name: language, firstExtension }: Language) =>
    RANK.get(language) ?? (firstExtension === extension ? 1_000 : 2_000);
  return candidates.reduce((best, language) => {
    const difference = rank(language) - rank(best);
    return difference < 0 || (difference === 0 && language.name < best.name) ? language : best;
  });
}

function firstLines(content: Buffer, lines: number): string {
  return content
    .toString('latin1', 0, 4_096)
    .split(/\r\n|\r|\n/, lines)
    .join('\n');
}
