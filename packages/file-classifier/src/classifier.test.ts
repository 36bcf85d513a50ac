import { describe, expect, it } from 'vitest';
import { parseAttributes } from './attributes.ts';
import { createClassifier } from './classifier.ts';

const plain = createClassifier(parseAttributes([]));

function withAttributes(...lines: string[]) {
  return createClassifier(parseAttributes([{ directory: '', text: lines.join('\n') }]));
}

describe('by its path, a file', () => {
  it.each([
    ['src/app.tsx', 'source', 'TSX'],
    ['lib/express.js', 'source', 'JavaScript'],
    ['main.py', 'source', 'Python'],
    ['Dockerfile', 'source', 'Dockerfile'],
    ['Makefile', 'source', 'Makefile'],
    ['web/index.html', 'source', 'HTML'],
    ['app/style.css', 'source', 'CSS'],
    ['include/a.h', 'source', 'C'],
    ['schema.graphql', 'data', 'GraphQL'],
    ['package.json', 'data', 'JSON'],
    ['config.yml', 'data', 'YAML'],
    ['query.sql', 'data', 'SQL'],
    ['notes/plan.md', 'prose', 'Markdown'],
    ['README.md', 'docs', 'Markdown'],
    ['LICENSE', 'docs', 'Text'],
    ['docs/guide.js', 'docs', 'JavaScript'],
    ['examples/hello.js', 'docs', 'JavaScript'],
    ['node_modules/left-pad/index.js', 'vendored', 'JavaScript'],
    ['vendor/github.com/x/y.go', 'vendored', 'Go'],
    ['public/jquery-3.1.1.js', 'vendored', 'JavaScript'],
    ['dist/app.min.js', 'vendored', 'JavaScript'],
    ['.github/workflows/ci.yml', 'vendored', 'YAML'],
    ['.gitattributes', 'vendored', 'Git Attributes'],
    ['node_modules/x/package-lock.json', 'vendored', 'JSON'],
    ['package-lock.json', 'lock', 'JSON'],
    ['web/yarn.lock', 'lock', 'YAML'],
    ['pnpm-lock.yaml', 'lock', 'YAML'],
    ['Cargo.lock', 'lock', 'TOML'],
    ['go.sum', 'lock', 'Go Checksums'],
    ['poetry.lock', 'lock', 'TOML'],
    ['Gemfile.lock', 'lock', 'Gemfile.lock'],
    ['composer.lock', 'lock', 'JSON'],
    ['bun.lockb', 'lock', null],
    ['Form1.Designer.cs', 'generated', 'C#'],
    ['src/__generated__/types.ts', 'generated', 'TypeScript'],
    ['Pods/a.swift', 'generated', 'Swift'],
    ['a.nib', 'generated', null],
    ['image.png', 'binary', null],
    ['fonts/a.woff2', 'binary', null],
    ['logo.svg', 'data', 'SVG'],
    ['unknown.qqq', 'other', null],
  ])('%s is %s (%s)', (path, fileClass, language) => {
    expect(plain.byPath(path)).toMatchObject({ fileClass, language });
  });

  it.each([
    ['a header, which three languages claim', 'a.h', true],
    ['a script without an extension', 'bin/run', true],
    ['code that a generator may have written', 'a.go', true],
    ['an extension too common to say anything', 'a.sol', true],
    ['a name of one language', 'Dockerfile', false],
    ['an extension of one language without generators', 'a.kt', false],
    ['a lock file', 'yarn.lock', false],
    ['documentation', 'docs/a.h', false],
    ['a vendored file', 'vendor/a.h', false],
    ['an image', 'a.png', false],
  ])('needs its content or not: %s', (_, path, needsContent) => {
    expect(plain.byPath(path).needsContent).toBe(needsContent);
  });
});

describe('by its content, a file', () => {
  it.each([
    ['is C++ by its keywords', 'a.h', 'class A {\npublic:\n  std::string s;\n};\n', 'source', 'C++'],
    ['is Objective-C by its keywords', 'a.h', '@interface A : NSObject\n@end\n', 'source', 'Objective-C'],
    ['is C where nothing says otherwise', 'a.h', 'int a(void);\n', 'source', 'C'],
    ['is MATLAB by its comments', 'a.m', '% comment\nx = 1;\n', 'source', 'MATLAB'],
    ['is Objective-C by its imports', 'a.m', '#import "a.h"\n@implementation A\n@end\n', 'source', 'Objective-C'],
    ['is Prolog by its clauses', 'a.pl', ':- module(a, []).\nb(X) :- c(X).\n', 'source', 'Prolog'],
    ['is Perl by its pragmas', 'a.pl', 'use strict;\nmy $x = 1;\n', 'source', 'Perl'],
    ['is XML by its root', 'a.ts', '<?xml version="1.0"?>\n<TS version="2.1"></TS>\n', 'data', 'XML'],
    ['is TypeScript', 'a.ts', 'export const a = 1;\n', 'source', 'TypeScript'],
    ['is Solidity by its pragma', 'a.sol', 'pragma solidity ^0.8.0;\n', 'source', 'Solidity'],
    ['is a shell script by its first line', 'run', '#!/bin/sh\necho\n', 'source', 'Shell'],
    ['is Python by env', 'run', '#!/usr/bin/env -S PYTHONPATH=x python3.11 -u\n', 'source', 'Python'],
    ['is JavaScript by node', 'cli', '#!/usr/bin/env node\n', 'source', 'JavaScript'],
    ['is what another program is started on', 'run', '#!/bin/sh\nexec ruby "$0" "$@"\n', 'source', 'Ruby'],
    ['is what a modeline of Emacs says', 'a.inc', '// -*- mode: C++; tab-width: 2 -*-\n', 'source', 'C++'],
    ['is what a short modeline says', 'a', '# -*- ruby -*-\n', 'source', 'Ruby'],
    ['is what a modeline of Vim says', 'a.txt', 'x\n# vim: set ts=2 ft=ruby:\n', 'source', 'Ruby'],
    ['is XML by its declaration', 'a.qqq', '<?xml version="1.0"?>\n<a/>\n', 'data', 'XML'],
    ['is of no known language', 'a.qqq', 'hello\n', 'other', null],
    ['is binary by a NUL', 'a.qqq', 'a\0b', 'binary', null],
    ['is text in UTF-16 with its mark', 'a.js', '\xff\xfea\0', 'source', 'JavaScript'],
    ['is by its path when it is empty', 'a.ts', '', 'source', 'TypeScript'],
    ['is minified by its long lines', 'a.js', `${'x'.repeat(400)}\n${'y'.repeat(10)}`, 'generated', 'JavaScript'],
    [
      'is compiled, as it refers to a source map',
      'a.css',
      'a{}\n/*# sourceMappingURL=a.css.map */\n',
      'generated',
      'CSS',
    ],
    [
      'is written by a Go generator',
      'a.go',
      '// Code generated by stringer. DO NOT EDIT.\n\npackage a\n',
      'generated',
      'Go',
    ],
    [
      'is written by protoc',
      'a_pb2.py',
      '# Generated by the protocol buffer compiler.  DO NOT EDIT!\nx\n',
      'generated',
      'Python',
    ],
    [
      'is not, where the words are further down',
      'a.py',
      '\n\n\n\n# Generated by the protocol buffer compiler.  DO NOT EDIT!\n',
      'source',
      'Python',
    ],
    [
      'is compiled from CoffeeScript',
      'a.js',
      '(function() {\n  var _i, _len, _ref;\n}).call(this);\n',
      'generated',
      'JavaScript',
    ],
    ['is a cassette of VCR', 'a.yml', 'a:\nb:\nrecorded_with: VCR 1.0\n', 'generated', 'YAML'],
    ['is written by Doxygen', 'a.html', '<html>\n<!-- Generated by Doxygen 1.9.1 -->\n', 'generated', 'HTML'],
    [
      'is written by a tool named in its head',
      'a.html',
      '<html>\n<meta name="generator" content="Org mode">\n',
      'generated',
      'HTML',
    ],
    [
      'is written by hand with another tool named',
      'a.html',
      '<html>\n<meta name="generator" content="Hand">\n',
      'source',
      'HTML',
    ],
    ['is drawn by a program', 'a.eps', '%!PS\n%%Creator: cairo 1.14\n', 'generated', 'PostScript'],
    ['is Dart written by a builder', 'a.dart', '// GENERATED CODE - DO NOT MODIFY BY HAND\n', 'generated', 'Dart'],
    ['is documentation whatever it holds', 'docs/a.go', '// Code generated by x. DO NOT EDIT.\n', 'docs', 'Go'],
  ])('%s: %s', (_, path, content, fileClass, language) => {
    expect(plain.byContent(path, Buffer.from(content, 'latin1'))).toEqual({ fileClass, language });
  });

  it('is the same by path and by content where the path needs no content', () => {
    for (const path of ['a.kt', 'Dockerfile', 'yarn.lock', 'vendor/a.js', 'a.png', 'docs/b.md', 'bun.lockb']) {
      const { needsContent, ...byPath } = plain.byPath(path);
      expect(needsContent).toBe(false);
      expect(plain.byContent(path, Buffer.from('text\n'))).toEqual(byPath);
    }
  });
});

describe('attributes', () => {
  it.each([
    [
      'a language by an alias, with hyphens',
      '*.x linguist-language=openstep-property-list',
      'a.x',
      'data',
      'OpenStep Property List',
    ],
    ['a language in any case', '*.rb linguist-language=JAVA', 'a.rb', 'source', 'Java'],
    ['a language that Linguist does not know', '*.rb linguist-language=nonsense', 'a.rb', 'other', null],
    ['vendored', 'own/* linguist-vendored', 'own/a.js', 'vendored', 'JavaScript'],
    ['not vendored', 'jquery.js -linguist-vendored', 'jquery.js', 'source', 'JavaScript'],
    ['not vendored, in words', 'jquery.js linguist-vendored=false', 'jquery.js', 'source', 'JavaScript'],
    ['generated', 'api.elm linguist-generated=true', 'api.elm', 'generated', 'Elm'],
    ['not generated', '*.Designer.cs -linguist-generated', 'a.Designer.cs', 'source', 'C#'],
    ['a lock file that is written by hand', 'deno.lock -linguist-generated', 'deno.lock', 'data', 'JSON'],
    ['documentation', 'guide/** linguist-documentation', 'guide/a/b.js', 'docs', 'JavaScript'],
    ['not documentation', 'docs/* -linguist-documentation', 'docs/a.rb', 'source', 'Ruby'],
    ['detectable data', '*.sql linguist-detectable', 'a.sql', 'source', 'SQL'],
    ['code that is not detectable', '*.py -linguist-detectable', 'a.py', 'other', 'Python'],
    ['detectable without a language', '*.qqq linguist-detectable', 'a.qqq', 'other', null],
    ['binary', '*.js binary', 'a.js', 'binary', null],
    ['binary in other words', '*.js -diff -text', 'a.js', 'binary', null],
    ['kept out of line endings only', '* -text', 'a.js', 'source', 'JavaScript'],
    ['hidden in diffs only', '*.js -diff', 'a.js', 'source', 'JavaScript'],
    ['text for all its extension', '*.png text', 'a.png', 'other', null],
  ])('say a file is %s', (_, line, path, fileClass, language) => {
    expect(withAttributes(line).byPath(path)).toMatchObject({ fileClass, language });
  });

  it('settle what content would', () => {
    const stated = withAttributes('*.h linguist-language=C++ -linguist-generated');
    expect(stated.byPath('a.h').language).toBe('C++');
    expect(stated.byContent('a.h', Buffer.from('@interface A\n')).language).toBe('C++');
    const notGenerated = withAttributes('*.go -linguist-generated');
    expect(notGenerated.byContent('a.go', Buffer.from('// Code generated by x. DO NOT EDIT.\n')).fileClass).toBe(
      'source',
    );
  });
});
