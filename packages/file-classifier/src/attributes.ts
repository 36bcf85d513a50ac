import { attributePattern } from './attribute-pattern.ts';

/** A set attribute is true, an unset one (`-name`) false, one with a value its text. */
export type AttributeValue = true | false | string;

export interface AttributeRules {
  /** The attributes of a file of that path; those unspecified are absent. */
  attributesOf(path: string): ReadonlyMap<string, AttributeValue>;
}

/** Null: back to unspecified (`!name`). */
type State = readonly [name: string, value: AttributeValue | null];

interface AttributeLine {
  readonly matches: (path: string) => boolean;
  readonly states: readonly State[];
}

const BINARY: readonly State[] = [
  ['diff', false],
  ['merge', false],
  ['text', false],
];
const NONE: ReadonlyMap<string, AttributeValue> = new Map();

/**
 * Reads `.gitattributes` files as git does (gitattributes(5)): a deeper folder over a higher one, a later line over an
 * earlier one, `name`, `-name`, `!name` and `name=value`; the macro `binary`, and those that the top folder defines. Other
 * sources of attributes (the user's, the clone's) are left out: they are no part of the history.
 */
export function parseAttributes(files: ReadonlyArray<{ directory: string; text: string }>): AttributeRules {
  const macros = new Map([['binary', BINARY]]);
  const deepestFirst = [...files].sort((a, b) => depth(b.directory) - depth(a.directory));
  const folders = deepestFirst.map(({ directory, text }) => ({
    prefix: directory === '' ? '' : `${directory}/`,
    lines: parseLines(text, directory === '' ? macros : null).reverse(),
  }));
  if (folders.every(({ lines }) => lines.length === 0)) return { attributesOf: () => NONE };

  return {
    attributesOf(path) {
      const values = new Map<string, AttributeValue | null>();
      // From the strongest on, so that what is there already stands.
      const settle = (states: readonly State[]) => {
        for (const [name, value] of states.toReversed()) {
          if (values.has(name)) continue;
          values.set(name, value);
          const macro = value === true ? macros.get(name) : undefined;
          if (macro) settle(macro);
        }
      };
      for (const { prefix, lines } of folders) {
        if (!path.startsWith(prefix)) continue;
        const inside = path.slice(prefix.length);
        for (const line of lines) if (line.matches(inside)) settle(line.states);
      }
      if (values.size === 0) return NONE;
      return new Map([...values].filter((entry): entry is [string, AttributeValue] => entry[1] !== null));
    },
  };
}

function parseLines(text: string, macros: Map<string, readonly State[]> | null): AttributeLine[] {
  const lines: AttributeLine[] = [];
  for (const raw of text.replace(/^\ufeff/, '').split('\n')) {
    const line = raw.replace(/^[ \t\r]+/, '').replace(/[ \t\r]+$/, '');
    if (line === '' || line.startsWith('#')) continue;
    const macro = /^\[attr\](\S+)\s*(.*)$/.exec(line);
    if (macro) {
      // Git allows a macro at the top only.
      const states = parseStates(macro[2] as string);
      if (states) macros?.set(macro[1] as string, states);
      continue;
    }
    const [pattern, rest] = splitPattern(line);
    // Git refuses negative patterns.
    if (pattern === null || pattern.startsWith('!')) continue;
    const matches = attributePattern(pattern);
    const states = parseStates(rest);
    if (matches && states) lines.push({ matches, states });
  }
  return lines;
}

/** The pattern may stand in double quotes, with the escapes of C. */
function splitPattern(line: string): [pattern: string | null, rest: string] {
  const quoted = /^"((?:[^"\\]|\\.)*)"(.*)$/.exec(line);
  if (quoted) return [unquote(quoted[1] as string), quoted[2] as string];
  const [, pattern = '', rest = ''] = /^(\S+)(.*)$/.exec(line) ?? [];
  return [pattern, rest];
}

const C_ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unquote(text: string): string | null {
  const bytes: Buffer[] = [];
  for (const [piece] of text.matchAll(/\\[0-3][0-7]{2}|\\.|[^\\]+/g)) {
    const escaped = piece.slice(1);
    if (!piece.startsWith('\\')) bytes.push(Buffer.from(piece));
    else if (/^[0-3][0-7]{2}$/.test(escaped)) bytes.push(Buffer.from([Number.parseInt(escaped, 8)]));
    else if (escaped === '"' || escaped === '\\') bytes.push(Buffer.from(escaped));
    else if (C_ESCAPES[escaped] !== undefined) bytes.push(Buffer.from(C_ESCAPES[escaped]));
    else return null;
  }
  return Buffer.concat(bytes).toString('utf8');
}

/** Null when a name is not one: git then leaves out the whole line. */
function parseStates(text: string): State[] | null {
  const states: State[] = [];
  for (const word of text.split(/[ \t\r]+/).filter(Boolean)) {
    const [, sign = '', name = '', value] = /^([-!]?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (!/^[A-Za-z0-9_.][-A-Za-z0-9_.]*$/.test(name)) return null;
    states.push([name, sign === '-' ? false : sign === '!' ? null : (value ?? true)]);
  }
  return states;
}

function depth(directory: string): number {
  return directory === '' ? 0 : directory.split('/').length;
}
