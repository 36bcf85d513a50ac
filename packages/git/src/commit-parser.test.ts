import { describe, expect, it } from 'vitest';
import type { CommitEvent } from './commit-event.ts';
import { createCommitParser } from './commit-parser.ts';

const SHA = 'a'.repeat(40);
const ID = 'b'.repeat(40);

function header(sha: string, parents: string, coAuthors = ''): string {
  const fields = [sha, parents, 'Zoë', 'zoe@x', '1 +0100', 'Web', 'web@x', '2 +0000', 'Subject', coAuthors];
  return `\x01${fields.join('\0')}\0\0`;
}

const OUTPUT = Buffer.from(
  [
    header(SHA, '', 'Eve <eve@x>\nNo Mail\n<only@x>\n'),
    `\n:000000 100644 ${ID} ${ID} A\0new.ts\0`,
    `:100644 100644 ${ID} ${ID} R086\0old\tname\0new\nname\0`,
    `:160000 160000 ${ID} ${ID} M\0library\0`,
    `:100644 100644 ${ID} ${ID} M\0untouched\0`,
    `:100644 100644 ${ID} ${ID} M\0image.png\0`,
    '12\t0\tnew.ts\0',
    '3\t4\t\0old\tname\0new\nname\0',
    '1\t1\tlibrary\0',
    '-\t-\timage.png\0',
    header('c'.repeat(40), `${SHA} ${ID}`),
    '\x02\n',
  ].join(''),
);

function parse(pieces: readonly Buffer[], options: { hasLines?: boolean; renameLimit?: number } = {}) {
  const events: CommitEvent[] = [];
  let blocks = 0;
  const parser = createCommitParser({
    emit: (event) => events.push(event),
    onBlockEnd: () => {
      blocks += 1;
    },
    hasLines: options.hasLines ?? true,
    renameLimit: options.renameLimit ?? 1_000,
    shallowBoundary: new Set([SHA]),
  });
  for (const piece of pieces) parser.push(piece);
  return { events, blocks };
}

describe('the output of git diff-tree', () => {
  it('becomes commits and their files', () => {
    const { events, blocks } = parse([OUTPUT]);
    expect(blocks).toBe(1);
    expect(events.map((event) => event.type)).toEqual(['commit', 'files', 'commit']);
    expect(events[0]).toMatchObject({
      commit: {
        sha: SHA,
        parents: 0,
        authorName: 'Zoë',
        authorAt: 1,
        authorOffsetMinutes: 60,
        committerAt: 2,
        subject: 'Subject',
        isShallowBoundary: true,
        coAuthors: [
          { name: 'Eve', email: 'eve@x' },
          { name: 'No Mail', email: '' },
          { name: '', email: 'only@x' },
        ],
      },
    });
    expect(events[1]).toEqual({
      type: 'files',
      sha: SHA,
      changes: [
        { status: 'A', path: 'new.ts', added: 12, deleted: 0, isSubmodule: false },
        { status: 'R', path: 'new\nname', oldPath: 'old\tname', added: 3, deleted: 4, isSubmodule: false },
        { status: 'M', path: 'library', added: 1, deleted: 1, isSubmodule: true },
        { status: 'M', path: 'image.png', added: null, deleted: null, isSubmodule: false },
      ],
    });
    expect(events[2]).toMatchObject({ commit: { parents: 2, coAuthors: [], isShallowBoundary: false } });
  });

  it('means the same wherever it is cut', () => {
    const whole = parse([OUTPUT]);
    for (let at = 1; at < OUTPUT.length; at += 1) {
      expect(parse([OUTPUT.subarray(0, at), OUTPUT.subarray(at)])).toEqual(whole);
    }
    const bytes = Array.from({ length: OUTPUT.length }, (_, index) => OUTPUT.subarray(index, index + 1));
    expect(parse(bytes)).toEqual(whole);
  });

  it('gives files without lines where lines can not be counted', () => {
    const raw = Buffer.from(`${header(SHA, '')}\n:100644 100644 ${ID} ${ID} R100\0old\0new\0\x02\n`);
    expect(parse([raw], { hasLines: false }).events[1]).toMatchObject({
      changes: [{ status: 'R', path: 'new', oldPath: 'old', added: null, deleted: null }],
    });
  });

  it('comes in pieces of 5,000 files', () => {
    const raw = Array.from({ length: 12_000 }, (_, index) => `:000000 100644 ${ID} ${ID} A\0f${index}\0`).join('');
    const lines = Array.from({ length: 12_000 }, (_, index) => `1\t0\tf${index}\0`).join('');
    const { events } = parse([Buffer.from(`${header(SHA, '')}\n${raw}${lines}\x02\n`)]);
    expect(events.map((event) => (event.type === 'files' ? event.changes.length : event.type))).toEqual([
      'commit',
      5_000,
      5_000,
      2_000,
    ]);
  });

  it('tells of a commit with more pairs than renames are looked for in', () => {
    const raw = `:000000 100644 ${ID} ${ID} A\0a\0:100644 000000 ${ID} ${ID} D\0b\0`;
    const output = Buffer.from(`${header(SHA, '')}\n${raw}1\t0\ta\0${'0'}\t1\tb\0\x02\n`);
    expect(parse([output], { renameLimit: 0 }).events.at(-1)).toEqual({ type: 'renames-limited', sha: SHA });
    expect(parse([output], { renameLimit: 1 }).events.at(-1)?.type).toBe('files');
  });
});
