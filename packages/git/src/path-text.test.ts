import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfPath, isEscapedPath, textOfMessage, textOfPath } from './path-text.ts';

describe('a path as text', () => {
  it.each([
    ['plain UTF-8 stands for itself', 'src/日本語/naïve.ts', 'src/日本語/naïve.ts'],
    ['quotes, tabs and newlines stand for themselves', 'a "b"\tc\nd', 'a "b"\tc\nd'],
    ['a backslash in UTF-8 stands for itself', 'dir\\file', 'dir\\file'],
    ['a replacement character that is in the name stands for itself', 'a\ufffdb', 'a\ufffdb'],
    ['bytes that are not UTF-8 are escaped', Buffer.from([0x61, 0xff, 0xe9, 0x62]), 'a\\xFF\\xE9b'],
    ['backslashes beside such bytes are doubled', Buffer.from([0x5c, 0xff]), '\\\\\\xFF'],
    ['a name that spells an escape is not mistaken for one', 'a\\xFF', 'a\\\\xFF'],
    ['a cut-off sequence is escaped', Buffer.from([0xe6, 0x97]), '\\xE6\\x97'],
  ])('%s', (_, path, text) => {
    expect(textOfPath(Buffer.from(path as string))).toBe(text);
  });

  it('leads back to the same bytes, and no two paths share a text', () => {
    const piece = fc.oneof(
      fc.uint8Array({ min: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('\\', '\\\\', '\\x', '\\xFF', '\\x80', 'x', 'FF', 'é', '😀').map((text) => Buffer.from(text)),
    );
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));
    fc.assert(
      fc.property(path, (bytes) => {
        const text = textOfPath(bytes);
        expect(bytesOfPath(text)).toEqual(bytes);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells which paths are escaped', () => {
    expect([textOfPath(Buffer.from([0x80])), 'a\\b', 'é'].map(isEscapedPath)).toEqual([true, false, false]);
  });
});

describe('a message line as text', () => {
  it('reads bytes that are not UTF-8 as Latin-1', () => {
    expect(textOfMessage(Buffer.from('Jos\xe9', 'latin1'), 0, 4)).toBe('José');
  });

  it('is cut at the limit without half a character', () => {
    const bytes = Buffer.from('ab😀');
    expect(textOfMessage(bytes, 0, bytes.length, 3)).toBe('ab\ufffd');
  });
});
