import { describe, expect, it } from 'vitest';
import { createPathClasses, movedClasses, type PathClass } from './path-classes.ts';

const source = (language: string): PathClass => ({ fileClass: 'source', language });
const byPath = (path: string) =>
  path.endsWith('.h') ? { ...source('C'), needsContent: true } : { ...source('TypeScript'), needsContent: false };
const at = (files: Record<string, PathClass>) => {
  const atHead = new Map(Object.entries(files));
  return { atHead, classes: createPathClasses(atHead, byPath) };
};

describe('classes of paths', () => {
  it('gives a path at the head its class there', () => {
    expect(at({ 'a.h': source('C++') }).classes.classOf('a.h')).toEqual(source('C++'));
  });

  it('gives a path that is gone the class of its name', () => {
    expect(at({}).classes.classOf('gone.ts')).toMatchObject(source('TypeScript'));
  });

  it('takes an ambiguous path that is gone for what most files of its extension are', () => {
    const { classes } = at({ 'a.h': source('C++'), 'b.h': source('C++'), 'c.h': source('Objective-C') });
    expect(classes.classOf('gone.h')).toEqual(source('C++'));
  });

  it('does not let vendored headers decide what ours were', () => {
    const { classes } = at({
      'a.h': source('C++'),
      'v/1.h': { fileClass: 'vendored', language: 'C' },
      'v/2.h': { fileClass: 'vendored', language: 'C' },
    });
    expect(classes.classOf('gone.h')).toEqual(source('C++'));
  });
});

describe('movedClasses', () => {
  it('sees that a known path changed its class', () => {
    expect(
      movedClasses(
        at({ 'a.ts': source('TypeScript') }),
        at({ 'a.ts': { fileClass: 'generated', language: 'TypeScript' } }),
      ).moved,
    ).toBe(true);
  });

  it('sees that the usual class of an extension changed', () => {
    expect(
      movedClasses(at({ 'a.h': source('C') }), at({ 'a.h': source('C'), 'b.h': source('C++'), 'c.h': source('C++') }))
        .moved,
    ).toBe(true);
  });

  it('sees that an extension which had none at the head now has a usual class', () => {
    expect(movedClasses(at({}), at({ 'a.h': source('C++') })).moved).toBe(true);
  });

  it('sees it of paths whose names say more than their extension', () => {
    // As under `*.h linguist-language=C` that `lib/` takes back, and `.H`, which is C++ by its name.
    const named = (path: string) => {
      if (path.endsWith('.H')) return { ...source('C++'), needsContent: true };
      return { ...source('C'), needsContent: path.startsWith('lib/') };
    };
    const from = (files: Record<string, PathClass>) => {
      const atHead = new Map(Object.entries(files));
      return { atHead, classes: createPathClasses(atHead, named) };
    };
    const cpp = { 'lib/a.h': source('C++') };
    const mostlyC = { ...cpp, 'lib/b.h': source('C'), 'lib/c.h': source('C') };
    expect(movedClasses(from(cpp), from(mostlyC)).moved).toBe(true);
    expect(from({ 'lib/a.h': source('C') }).classes.classOf('gone.H')).toMatchObject(source('C++'));
    expect(movedClasses(from({}), from({ 'a.H': source('C') })).moved).toBe(true);
    expect(movedClasses(from({}), from({ 'a.H': source('C++') })).moved).toBe(false);
  });

  it('leaves new paths that would have had another class to a look into history', () => {
    const before = at({ 'a.h': source('C++'), 'b.h': source('C++') });
    const after = at({ 'a.h': source('C++'), 'b.h': source('C++'), 'new.h': source('C') });
    expect(movedClasses(before, after)).toEqual({ moved: false, suspects: ['new.h'] });
  });

  it('finds nothing where nothing moved', () => {
    expect(movedClasses(at({ 'a.ts': source('TypeScript') }), at({ 'b.ts': source('TypeScript') }))).toEqual({
      moved: false,
      suspects: [],
    });
  });
});
