import { createRequire } from 'node:module';
import { readLinguistData } from './linguist-data.ts';
import { fromRubyPattern } from './ruby-pattern.ts';

/** How Linguist tells apart the languages that share an extension: the first rule that holds decides. */
export interface Disambiguation {
  readonly extensions: readonly string[];
  readonly rules: readonly { readonly languages: readonly string[]; readonly holds: (content: string) => boolean }[];
}

interface RawRule {
  readonly language?: string | readonly string[];
  readonly and?: readonly RawRule[];
  readonly pattern?: string | readonly string[];
  readonly negative_pattern?: string | readonly string[];
  readonly named_pattern?: string;
}

interface RawHeuristics {
  readonly disambiguations: readonly { readonly extensions: readonly string[]; readonly rules: readonly RawRule[] }[];
  readonly named_patterns: Readonly<Record<string, string | readonly string[]>>;
}

/** As much of a file as Linguist considers. */
const CONSIDERED_BYTES = 50 * 1024;

let loaded: readonly Disambiguation[] | null = null;

/** All of them; read on first use, each pattern compiled when it is first needed. */
export function disambiguations(): readonly Disambiguation[] {
  loaded ??= readHeuristics(readRaw());
  return loaded;
}

/** The languages that the content speaks for, [] when no rule holds. */
export function languagesByHeuristics(basename: string, content: Buffer): readonly string[] {
  const name = basename.toLowerCase();
  const found = disambiguations().find(({ extensions }) => extensions.some((extension) => name.endsWith(extension)));
  if (!found) return [];
  const text = content.toString('latin1', 0, CONSIDERED_BYTES);
  return found.rules.find((rule) => rule.holds(text))?.languages ?? [];
}

/** Every pattern of the file by the place it stands in, for the tests. */
export function heuristicPatterns(): { readonly place: string; readonly source: string }[] {
  const raw = readRaw();
  const ofRule = (place: string, rule: RawRule): { place: string; source: string }[] => [
    ...[rule.pattern ?? [], rule.negative_pattern ?? []].flat().map((source) => ({ place, source })),
    ...(rule.and ?? []).flatMap((part) => ofRule(place, part)),
  ];
  return [
    ...raw.disambiguations.flatMap(({ extensions, rules }) =>
      rules.flatMap((rule) => ofRule(`${extensions[0]} ${rule.language}`, rule)),
    ),
    ...Object.entries(raw.named_patterns).flatMap(([name, sources]) =>
      [sources].flat().map((source) => ({ place: name, source })),
    ),
  ];
}

/** The YAML parser is loaded with the first ambiguous file, not with the package. */
function readRaw(): RawHeuristics {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  return parse(readLinguistData('heuristics.yml')) as RawHeuristics;
}

function readHeuristics(raw: RawHeuristics): Disambiguation[] {
  const named = new Map(Object.entries(raw.named_patterns).map(([name, sources]) => [name, anyOf(sources)]));
  const conditionOf = (rule: RawRule): ((content: string) => boolean) => {
    if (rule.and) {
      const parts = rule.and.map(conditionOf);
      return (content) => parts.every((part) => part(content));
    }
    if (rule.pattern !== undefined) return anyOf(rule.pattern);
    if (rule.negative_pattern !== undefined) {
      const matches = anyOf(rule.negative_pattern);
      return (content) => !matches(content);
    }
    return (rule.named_pattern !== undefined && named.get(rule.named_pattern)) || (() => true);
  };
  return raw.disambiguations.map(({ extensions, rules }) => ({
    extensions,
    rules: rules.map((rule) => ({ languages: [rule.language ?? []].flat(), holds: conditionOf(rule) })),
  }));
}

function anyOf(sources: string | readonly string[]): (content: string) => boolean {
  let patterns: RegExp[] | null = null;
  return (content) => {
    patterns ??= [sources].flat().map(fromRubyPattern);
    return patterns.some((pattern) => pattern.test(content));
  };
}
