import { basename, extname } from 'node:path/posix';
import type { AttributeRules, AttributeValue } from './attributes.ts';
import { binaryByExtension, isBinaryContent } from './binary-files.ts';
import { languageByContent, languageByPath } from './detect-language.ts';
import type { Classification, FileClass } from './file-class.ts';
import { generatedByContent, mayBeGeneratedByContent } from './generated-content.ts';
import { type Language, languageIndex } from './language-index.ts';
import { isLockFile, pathRules } from './path-rules.ts';

export interface Classifier {
  /** By path and attributes alone; `needsContent` when Linguist would look into the file, and could find otherwise. */
  byPath(path: string): Classification & { readonly needsContent: boolean };
  /** With the beginning of the content: 64 KiB are enough for every rule but those of last lines. */
  byContent(path: string, content: Buffer): Classification;
}

/**
 * Classifies files by Linguist's names and rules and by the attributes of the analysed head. The order in which the
 * classes count is told in file-class.ts.
 */
export function createClassifier(attributes: AttributeRules): Classifier {
  return {
    byPath(path) {
      const facts = factsOf(path, attributes);
      if (facts.settled) return { ...facts.settled, needsContent: false };
      const guess = facts.stated === undefined ? languageByPath(path) : { language: facts.stated, needsContent: false };
      const isUndecided =
        facts.isBinary === 'perhaps' || (facts.isGenerated === 'perhaps' && mayBeGeneratedByContent(path));
      if (facts.isBinary === 'perhaps' && guess.language === null) {
        return { fileClass: 'binary', language: null, needsContent: true };
      }
      return { ...classOf(facts, guess.language), needsContent: guess.needsContent || isUndecided };
    },
    byContent(path, content) {
      const facts = factsOf(path, attributes);
      if (facts.settled) return facts.settled;
      if (facts.isBinary !== 'no' && isBinaryContent(content)) return { fileClass: 'binary', language: null };
      const language = facts.stated === undefined ? languageByContent(path, content) : facts.stated;
      if (facts.isGenerated === 'perhaps' && generatedByContent(path, content) !== null) {
        return { fileClass: 'generated', language: language?.name ?? null };
      }
      return classOf(facts, language);
    },
  };
}

interface PathFacts {
  /** The whole answer, where path and attributes leave no doubt. */
  readonly settled: Classification | null;
  /** `perhaps`: by the extension or for want of one; `unlikely`: only the content could tell. */
  readonly isBinary: 'perhaps' | 'unlikely' | 'no';
  /** The language that an attribute states; null when Linguist does not know it; undefined when none does. */
  readonly stated: Language | null | undefined;
  readonly isGenerated: 'perhaps' | 'no';
  readonly isDetectable: boolean | undefined;
}

function factsOf(path: string, rules: AttributeRules): PathFacts {
  const attributes = rules.attributesOf(path);
  const stated = statedLanguage(attributes.get('linguist-language'));
  const name = basename(path);
  const says = (attribute: string) => truthOf(attributes.get(attribute));
  const isGenerated = says('linguist-generated');
  const facts = {
    isBinary: binaryByPath(name, attributes),
    stated,
    isGenerated: isGenerated === undefined ? ('perhaps' as const) : ('no' as const),
    isDetectable: says('linguist-detectable'),
  };
  if (facts.isBinary === 'yes')
    return { ...facts, isBinary: 'perhaps', settled: { fileClass: 'binary', language: null } };
  const early = earlyClass(path, name, isGenerated, says);
  if (!early) return { ...facts, isBinary: facts.isBinary, settled: null };
  const language = stated === undefined ? languageByPath(path).language : stated;
  return { ...facts, isBinary: facts.isBinary, settled: { fileClass: early, language: language?.name ?? null } };
}

/** The classes that need no content. */
function earlyClass(
  path: string,
  name: string,
  isGenerated: boolean | undefined,
  says: (attribute: string) => boolean | undefined,
): FileClass | null {
  if (says('linguist-vendored') ?? pathRules().isVendored(path)) return 'vendored';
  if (isGenerated !== false && isLockFile(name)) return 'lock';
  if (says('linguist-documentation') ?? pathRules().isDocumentation(path)) return 'docs';
  return (isGenerated ?? pathRules().isGenerated(path)) ? 'generated' : null;
}

/** `binary` or `-diff -text` say yes, `diff` or `text` no; else the extension does, unless a language claims it. */
function binaryByPath(
  name: string,
  attributes: ReadonlyMap<string, AttributeValue>,
): 'yes' | 'perhaps' | 'unlikely' | 'no' {
  const diff = attributes.get('diff');
  const text = attributes.get('text');
  if (attributes.get('binary') === true || (diff === false && text === false)) return 'yes';
  if (diff === true || text === true) return 'no';
  // A lock file may be binary (bun.lockb), and still is one.
  if (isLockFile(name)) return 'no';
  const byExtension = binaryByExtension(extname(name).slice(1));
  if (byExtension === 'no') return 'unlikely';
  const { language } = languageByPath(name);
  return byExtension === 'yes' && language === null ? 'yes' : 'perhaps';
}

function classOf(facts: PathFacts, language: Language | null): Classification {
  return { fileClass: classByLanguage(facts, language), language: language?.name ?? null };
}

function classByLanguage(facts: PathFacts, language: Language | null): FileClass {
  if (language === null) return 'other';
  const isCode = language.type === 'programming' || language.type === 'markup';
  if (facts.isDetectable ?? isCode) return 'source';
  return isCode ? 'other' : (language.type as 'data' | 'prose');
}

/** Linguist takes an attribute as true unless it is unset or the text "false". */
function truthOf(value: AttributeValue | undefined): boolean | undefined {
  return value === undefined ? undefined : value !== false && value !== 'false';
}

function statedLanguage(value: AttributeValue | undefined): Language | null | undefined {
  if (typeof value !== 'string') return undefined;
  const { byAlias } = languageIndex();
  const name = value.toLowerCase();
  return byAlias.get(name) ?? byAlias.get(name.split(',', 1)[0] as string) ?? null;
}
