import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttributeRules, parseAttributes } from './attributes.ts';

function top(...lines: string[]): AttributeRules {
  return parseAttributes([{ directory: '', text: lines.join('\n') }]);
}

describe('attributes', () => {
  it('are set, unset, given a value, and made unspecified again', () => {
    const rules = top('*.a set -unset value=x gone', 'b.a !gone');
    expect(Object.fromEntries(rules.attributesOf('deep/b.a'))).toEqual({ set: true, unset: false, value: 'x' });
    expect(rules.attributesOf('other')).toEqual(new Map());
  });

  it('of a later line and of a deeper folder win', () => {
    const rules = parseAttributes([
      { directory: 'lib/deep', text: 'x.a level=3' },
      { directory: '', text: '*.a level=0\nx.a level=1\nlib/** also' },
      { directory: 'lib', text: '*.a level=2' },
    ]);
    const level = (path: string) => rules.attributesOf(path).get('level');
    expect([level('y.a'), level('x.a'), level('lib/x.a'), level('lib/deep/x.a'), level('library/x.a')]).toEqual([
      '0',
      '1',
      '2',
      '3',
      '1',
    ]);
    expect(rules.attributesOf('lib/deep/x.a').get('also')).toBe(true);
  });

  it('may be macros: binary, and those of the top folder', () => {
    const rules = parseAttributes([
      { directory: '', text: '[attr]ours linguist-generated -diff\n*.g ours\n*.bin binary\nkept.bin diff' },
      { directory: 'in', text: '[attr]theirs set\n*.t theirs' },
    ]);
    expect(Object.fromEntries(rules.attributesOf('a.g'))).toEqual({
      ours: true,
      'linguist-generated': true,
      diff: false,
    });
    expect(Object.fromEntries(rules.attributesOf('kept.bin'))).toEqual({
      binary: true,
      diff: true,
      merge: false,
      text: false,
    });
    expect(Object.fromEntries(rules.attributesOf('in/a.t'))).toEqual({ theirs: true });
  });

  it('mean what git takes them to mean', () => {
    const segment = fc.constantFrom(
      'a',
      'b.txt',
      '*.txt',
      '*',
      '**',
      '?',
      'a*',
      '[ab]',
      '[!a]*',
      '[^b]?',
      '[[:alpha:]]',
      '\\a',
      '***',
      'a**',
      '[]a]',
      '[a-',
      '[b-a]',
    );
    const pattern = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('', '/', '**/'),
          fc.array(segment, { minLength: 1, maxLength: 3 }),
          fc.constantFrom('', '', '', '/', '/**'),
        )
        .map(([start, segments, end]) => `${start}${segments.join('/')}${end}`),
      fc.constantFrom('"b.txt"', '"\\141"', '"a\\tb"', '"a', '!a', '#a', '"*.txt"'),
    );
    const state = fc.constantFrom(
      'x',
      '-x',
      '!x',
      'x=1',
      'x=a=b',
      'y',
      '-y',
      'binary',
      '-binary',
      'm',
      'diff',
      '-text',
      'x=',
      '--x',
    );
    const line = fc
      .tuple(pattern, fc.array(state, { maxLength: 3 }))
      .map(([words, states]) => [words, ...states].join(' '));
    const macro = fc.constantFrom('[attr]m x -y', '[attr]m binary', '');
    const file = (isTop: boolean) =>
      fc
        .array(isTop ? fc.oneof({ weight: 5, arbitrary: line }, macro) : line, { maxLength: 4 })
        .map((lines) => lines.join('\n'));
    const paths = ['a', 'b.txt', 'a/a', 'a/b.txt', 'a/b/c.txt', 'b/a', 'a/b/a/b.txt', ']', 'c', 'a\tb'];
    const folder = mkdtempSync(join(tmpdir(), 'trellis-attributes-'));
    try {
      execFileSync('git', ['init', '--quiet', folder]);
      const input = paths.map((path) => `${path}\0`).join('');
      fc.assert(
        fc.property(file(true), file(false), file(false), (root, a, ab) => {
          const files = [
            { directory: '', text: root },
            { directory: 'a', text: a },
            { directory: 'a/b', text: ab },
          ];
          for (const { directory, text } of files) {
            const path = join(folder, directory, '.gitattributes');
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, text);
          }
          const said = execFileSync('git', ['check-attr', '--stdin', '-z', '--all'], {
            cwd: folder,
            input,
            stdio: ['pipe', 'pipe', 'ignore'],
          }).toString('utf8');
          const words = said.split('\0');
          const expected = new Map<string, Record<string, unknown>>(paths.map((path) => [path, {}]));
          for (let at = 0; at + 2 < words.length; at += 3) {
            const [path = '', name = '', value = ''] = words.slice(at, at + 3);
            (expected.get(path) as Record<string, unknown>)[name] =
              value === 'set' ? true : value === 'unset' ? false : value;
          }
          const rules = parseAttributes(files);
          for (const path of paths) {
            const ours = Object.fromEntries(rules.attributesOf(path));
            expect(ours, `${path} under ${JSON.stringify(files)}`).toEqual(expected.get(path));
          }
        }),
        { numRuns: 200 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
