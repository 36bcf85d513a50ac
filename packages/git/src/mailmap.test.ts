import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMailmap, readMailmapLines } from './mailmap.ts';

describe('a mailmap', () => {
  const map = parseMailmap(
    [
      '# people',
      'Proper Name <commit1@x.org>',
      '<proper2@x.org> <commit2@x.org>',
      'Third Name <third@x.org> <commit3@x.org>',
      'Fourth Name <fourth@x.org> Old Name <shared@x.org>',
    ].join('\n'),
  );

  it.each([
    ['replaces a name', ['any', 'Commit1@X.org'], ['Proper Name', 'Commit1@X.org']],
    ['replaces an e-mail', ['Kept', 'commit2@x.org'], ['Kept', 'proper2@x.org']],
    ['replaces both', ['any', 'commit3@x.org'], ['Third Name', 'third@x.org']],
    ['replaces both for one name of a shared e-mail', ['OLD NAME', 'shared@x.org'], ['Fourth Name', 'fourth@x.org']],
    ['leaves other names of a shared e-mail', ['Other', 'shared@x.org'], ['Other', 'shared@x.org']],
    ['leaves people it does not know', ['New', 'new@x.org'], ['New', 'new@x.org']],
  ])('%s', (_, [name = '', email = ''], [properName, properEmail]) => {
    expect(map(name, email)).toEqual({ name: properName, email: properEmail });
  });

  it('gives its lines for decisions made elsewhere', () => {
    expect(readMailmapLines('# no\nNew <new@x> Old <old@x>\nOnly <only@x>')).toEqual([
      { properName: 'New', properEmail: 'new@x', commitName: 'Old', commitEmail: 'old@x' },
      { properName: 'Only', properEmail: null, commitName: null, commitEmail: 'only@x' },
    ]);
  });

  it('means what git takes it to mean', () => {
    const person = fc.record({
      name: fc.constantFrom('', 'Ann', 'ann', 'Bob B', ' Cy ', 'Zoë', 'ZOË'),
      email: fc.constantFrom('', 'a@x', 'A@X', 'b@x', 'É@x', 'é@x', 'c@x'),
    });
    const written = person.map(({ name, email }) => `${name} <${email}>`);
    const line = fc.oneof(
      written,
      fc.tuple(written, written).map(([proper, commit]) => `${proper} ${commit}`),
      fc.tuple(written, fc.constantFrom(' # note', '\t', '\r', ' rest', ' <', '>')).map((parts) => parts.join('')),
      fc.constantFrom('# note', '', '  # note <a@x>', 'no address', '<<a@x>> <b@x>'),
    );
    const folder = mkdtempSync(join(tmpdir(), 'trellis-mailmap-'));
    try {
      execFileSync('git', ['init', '--quiet', folder]);
      const asked = ['Ann', 'ann', 'Bob B', 'Cy', 'Zoë', 'ZOË', 'Dee'].flatMap((name) =>
        ['a@x', 'b@x', 'c@x', 'é@x', 'É@x', 'd@x'].map((email) => ({ name, email })),
      );
      const input = asked.map(({ name, email }) => `${name} <${email}>\n`).join('');
      fc.assert(
        fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
          const text = `${lines.join('\n')}\n`;
          writeFileSync(join(folder, '.mailmap'), text);
          const said = execFileSync('git', ['check-mailmap', '--stdin'], { cwd: folder, input }).toString('utf8');
          const mailmap = parseMailmap(text);
          const ours = asked.map(({ name, email }) => mailmap(name, email));
          expect(ours.map(({ name, email }) => `${name} <${email}>\n`.replace(/^ </, '<')).join('')).toBe(said);
        }),
        { numRuns: 150 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
