/**
 * A regular expression of Ruby as one of JavaScript. The content is matched byte by byte (Latin-1 text), as Linguist does.
 *
 * Covered: `^` and `$` at every line, `.` without the newline alone, `\A \z \Z \h`, inline flags with their scope
 * (`(?i)`, `(?-m)`, `(?xi:...)`), POSIX classes, intersections of classes (`[a&&[^b]]`), calls of named groups (`\g<n>`).
 * Possessive and atomic parts become greedy ones: they match the same texts in Linguist's patterns, only not as fast.
 */
export function fromRubyPattern(source: string): RegExp {
  return new RegExp(convert(source));
}

interface Scope {
  readonly ignoresSpace: boolean;
  readonly dotMatchesNewline: boolean;
  /** Groups opened by `(?i)`, to be closed with the group that it stands in. */
  readonly closes: number;
}

const LINE_START = '(?<![^\\n])';
const LINE_END = '(?![^\\n])';
const ESCAPES: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  h: '[0-9a-fA-F]',
  H: '[^0-9a-fA-F]',
  e: '\\x1b',
  a: '\\x07',
};
const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

function convert(source: string): string {
  let out = '';
  let at = 0;
  let scope: Scope = { ignoresSpace: false, dotMatchesNewline: false, closes: 0 };
  const outer: Scope[] = [];
  while (at < source.length) {
    const rest = source.slice(at);
    const call = /^\\g<(\w+)>/.exec(rest);
    if (call) {
      out += `(?:${convert(bodyOfGroup(source, call[1] as string))})`;
      at += call[0].length;
      continue;
    }
    const char = source[at] as string;
    if (char === '\\') {
      const escaped = source[at + 1] ?? '';
      out += ESCAPES[escaped] ?? char + escaped;
      at += 2;
      continue;
    }
    if (char === '[') {
      const end = endOfClass(source, at);
      out += convertClass(source.slice(at, end));
      at = end;
      continue;
    }
    if (scope.ignoresSpace) {
      const ignored = /^(?:\s+|#[^\n]*)/.exec(rest)?.[0];
      if (ignored !== undefined) {
        at += ignored.length;
        continue;
      }
    }
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment) {
      at += comment[0].length;
      continue;
    }
    const flags = /^\(\?([imx]*)(?:-([imx]*))?([:)])/.exec(rest);
    if (flags && flags[0] !== '(?:') {
      const [whole, on = '', off = '', kind] = flags;
      const inner: Scope = {
        ignoresSpace: (scope.ignoresSpace || on.includes('x')) && !off.includes('x'),
        dotMatchesNewline: (scope.dotMatchesNewline || on.includes('m')) && !off.includes('m'),
        closes: kind === ')' ? scope.closes + 1 : 0,
      };
      if (kind === ':') outer.push(scope);
      scope = inner;
      out += on.includes('i') ? '(?i:' : off.includes('i') ? '(?-i:' : '(?:';
      at += whole.length;
      continue;
    }
    if (char === '(') {
      outer.push(scope);
      scope = { ...scope, closes: 0 };
      const atomic = rest.startsWith('(?>');
      out += atomic ? '(?:' : '(';
      at += atomic ? 3 : 1;
      continue;
    }
    if (char === ')') {
      out += ')'.repeat(scope.closes + 1);
      scope = outer.pop() ?? scope;
    } else if (char === '^') out += LINE_START;
    else if (char === '$') out += LINE_END;
    else if (char === '.') out += scope.dotMatchesNewline ? '[^]' : '[^\\n]';
    else if (char === '+' && /[*+?]/.test(source[at - 1] ?? '') && !isEscaped(source, at - 1)) {
      // Possessive: greedy instead.
    } else out += char;
    at += 1;
  }
  return out + ')'.repeat(scope.closes);
}

/** `[...]` to its end, which lies behind nested classes. */
function endOfClass(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (char === '[') depth += 1;
    else if (char === ']' && !isFirstInClass(source, at)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return source.length;
}

function isFirstInClass(source: string, at: number): boolean {
  return source[at - 1] === '[' || (source[at - 1] === '^' && source[at - 2] === '[');
}

function convertClass(text: string): string {
  const inner = text
    .slice(1, -1)
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX_CLASSES[name] ?? whole)
    .replace(/\\h/g, '0-9a-fA-F');
  const [first = '', ...others] = inner.split('&&');
  if (others.length === 0) return `[${inner}]`;
  // Each further part must match the same character: [a&&[^b]] is (?=[^b])[a].
  const conditions = others.map((part) => `(?=${part.startsWith('[') ? part : `[${part}]`})`).join('');
  return `(?:${conditions}[${first}])`;
}

/** The pattern inside the group of that name. */
function bodyOfGroup(source: string, name: string): string {
  const head = `(?<${name}>`;
  const start = source.indexOf(head) + head.length;
  let depth = 1;
  for (let at = start; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (char === '[') at = endOfClass(source, at) - 1;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (depth === 0) return source.slice(start, at);
  }
  throw new Error(`The pattern has no group ${name}.`);
}

function isEscaped(source: string, at: number): boolean {
  let backslashes = 0;
  while (source[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
