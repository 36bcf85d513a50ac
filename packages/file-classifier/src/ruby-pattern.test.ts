import { describe, expect, it } from 'vitest';
import { heuristicPatterns } from './heuristics.ts';
import { readPatternList } from './linguist-data.ts';
import { fromRubyPattern } from './ruby-pattern.ts';

describe('a regular expression of Ruby', () => {
  it.each([
    ['^ stands at every line', '^b', ['a\nb', 'b'], ['ab']],
    ['$ stands before every newline, not before a carriage return', 'a$', ['a\nb', 'a'], ['a\r\nb', 'ab']],
    ['. is anything but a newline', '^a.c$', ['a\rc', 'abc'], ['a\nc']],
    ['(?m) lets . be a newline', '(?m)a.c', ['a\nc'], []],
    ['(?-m) changes nothing that was not set', '(?-m)^a.c', ['abc'], ['a\nc']],
    ['\\A stands at the beginning only', '\\Ab', ['b\na'], ['a\nb']],
    ['\\z stands at the very end', 'b\\z', ['a\nb'], ['b\n']],
    ['\\Z allows a last newline', 'b\\Z', ['b\n', 'b'], ['b\nc']],
    ['\\A\\z is an empty file', '\\A\\z', [''], ['\n', 'a']],
    ['\\h is a hexadecimal digit', '^\\h+$', ['09afAF'], ['g']],
    ['(?i) ignores case to the end of its group', '(a(?i)b)c', ['aBc', 'abc'], ['Abc', 'aBC']],
    ['(?i) reaches over an alternative', 'x(?i)a|b', ['xA', 'xB'], ['Xa', 'b']],
    ['(?i:...) ignores case inside', '^(?i:ab)c', ['ABc'], ['ABC']],
    ['(?xi) ignores spaces and comments', '(?xi) a b # note\n c', ['ABC'], ['a b c']],
    ['a space in a class counts under x', '(?x) a [ ] b', ['a b'], ['ab']],
    ['classes intersect', '^[\\s&&[^\\r\\n]]*=x', [' \t=x'], ['\r=x']],
    ['POSIX classes are known', '^[[:alpha:]_]+$', ['a_B'], ['a1']],
    ['possessive parts match what they should', '^(?:ab?)*+c++$', ['abacc'], ['abd']],
    ['a group is called by its name', '\\A(?<v>\\d+(?:\\.\\d+)*+)(?:;\\g<v>)*+\\z', ['1.2;3', '1'], ['1;', ';1']],
    ['an escaped quantifier is not possessive', 'a\\++', ['a+', 'a+++'], ['a']],
    ['comments are left out', 'a(?#note)b', ['ab'], ['a']],
  ])('%s', (_, source, matching, others) => {
    const pattern = fromRubyPattern(source);
    for (const text of matching) expect(pattern.test(text), `${source} on ${JSON.stringify(text)}`).toBe(true);
    for (const text of others) expect(pattern.test(text), `${source} on ${JSON.stringify(text)}`).toBe(false);
  });

  it('can be read in every place that Linguist has one', () => {
    const patterns = heuristicPatterns();
    expect(patterns.length).toBeGreaterThan(350);
    const unreadable = patterns.filter(({ source }) => {
      try {
        fromRubyPattern(source);
        // What the conversion doesn't know would pass as a letter.
        return /\\[GKRXpPuU]|\(\?[~(]/.test(source);
      } catch {
        return true;
      }
    });
    expect(unreadable).toEqual([]);
    for (const file of ['vendor.yml', 'documentation.yml', 'generated.rb'] as const) {
      const sources = readPatternList(file);
      expect(sources.length).toBeGreaterThan(10);
      expect(() => sources.map((source) => new RegExp(source))).not.toThrow();
    }
  });
});
