/**
 * A pattern of `.gitattributes` as a test of paths relative to its folder. Without a slash it is compared with the last
 * part of the path; a pattern that ends in a slash matches folders, so no file. Null when it can match nothing.
 */
export function attributePattern(pattern: string): ((path: string) => boolean) | null {
  if (pattern.endsWith('/') || pattern === '') return null;
  if (!pattern.includes('/')) {
    const matches = basenameTest(pattern);
    return matches && ((path) => matches(path.slice(path.lastIndexOf('/') + 1)));
  }
  const source = convert(pattern.replace(/^\//, ''), true);
  if (source === null) return null;
  const regExp = new RegExp(`^${source}$`, 's');
  return (path) => regExp.test(path);
}

const SPECIAL = /[*?[\\]/;

/** Names and `*.extension`, which nearly all patterns are, need no regular expression. */
function basenameTest(pattern: string): ((name: string) => boolean) | null {
  if (!SPECIAL.test(pattern)) return (name) => name === pattern;
  const end = pattern.slice(1);
  if (pattern.startsWith('*') && !SPECIAL.test(end)) return (name) => name.endsWith(end);
  const source = convert(pattern, false);
  if (source === null) return null;
  const regExp = new RegExp(`^${source}$`, 's');
  return (name) => regExp.test(name);
}

/** Git's wildmatch as a regular expression; null for a pattern that is not well formed. */
function convert(pattern: string, isPath: boolean): string | null {
  let out = '';
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at] as string;
    if (char === '\\') {
      if (at + 1 >= pattern.length) return null;
      out += RegExp.escape(pattern[at + 1] as string);
      at += 2;
    } else if (char === '*') {
      const stars = /^\*+/.exec(pattern.slice(at))?.[0].length ?? 1;
      // Git compares the text before the first special character apart, so stars behind it stand at a beginning.
      const before = at === pattern.search(SPECIAL) || pattern[at - 1] === '/';
      const after = pattern[at + stars];
      const crossesFolders = isPath && stars >= 2 && before && (after === undefined || after === '/');
      if (!crossesFolders) {
        out += isPath ? '[^/]*' : '.*';
        at += stars;
      } else if (after === '/') {
        out += '(?:.*/)?';
        at += stars + 1;
      } else {
        out += '.*';
        at += stars;
      }
    } else if (char === '?') {
      out += isPath ? '[^/]' : '.';
      at += 1;
    } else if (char === '[') {
      const bracket = convertBracket(pattern, at, isPath);
      if (!bracket) return null;
      out += bracket.source;
      at = bracket.end;
    } else {
      out += RegExp.escape(char);
      at += 1;
    }
  }
  return out;
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

function convertBracket(pattern: string, start: number, isPath: boolean): { source: string; end: number } | null {
  let at = start + 1;
  const isNegated = pattern[at] === '!' || pattern[at] === '^';
  if (isNegated) at += 1;
  let inner = '';
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
    if (at >= pattern.length) return null;
    const posix = /^\[:([a-z]*):\]/.exec(pattern.slice(at));
    if (posix) {
      const members = POSIX[posix[1] as string];
      if (members === undefined) return null;
      inner += members;
      at += posix[0].length;
      continue;
    }
    const first = memberAt(pattern, at);
    if (!first) return null;
    at = first.end;
    const last = pattern[at] === '-' && pattern[at + 1] !== ']' ? memberAt(pattern, at + 1) : null;
    // Of a range from a later to an earlier character git still takes the first.
    inner += inClass(first.char);
    if (!last) continue;
    if (first.char <= last.char) inner += `${inClass(first.char)}-${inClass(last.char)}`;
    at = last.end;
  }
  const source = inner === '' ? (isNegated ? '[^]' : '[]') : `[${isNegated ? '^' : ''}${inner}]`;
  return { source: isPath ? `(?!/)${source}` : source, end: at + 1 };
}

function memberAt(pattern: string, at: number): { char: string; end: number } | null {
  const isEscaped = pattern[at] === '\\';
  const char = pattern[isEscaped ? at + 1 : at];
  return char === undefined ? null : { char, end: at + (isEscaped ? 2 : 1) };
}

function inClass(char: string): string {
  return /[\]\\^-]/.test(char) ? `\\${char}` : char;
}
