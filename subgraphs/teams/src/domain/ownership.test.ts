import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory } from '../testing/arbitrary-history.ts';
import { generationHistory, idOf, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { activeAuthors } from './active-authors.ts';
import { fileAuthorship } from './file-authorship.ts';
import { fileAt, filesBelow, selectFiles } from './file-selection.ts';
import { knowledgeOf, reasonsOf } from './knowledge.ts';
import { ownedAreas } from './owned-areas.ts';
import { authorsOf, ownership, ownershipTree } from './ownership-tree.ts';

const PEOPLE = { aliases: 'PERSON', coAuthors: 'FULL' } as const;
const DAY = 86_400;

describe('filesBelow', () => {
  it('is the files of the directory, and not of one whose name begins alike', () => {
    const { files } = authorshipOf({ ann: ['a-b', 'a/x', 'a/y/z', 'a0', 'a', 'ab/x'] });
    const { start, end } = filesBelow(files, 'a');
    expect(files.slice(start, end).map(({ path }) => path)).toEqual(['a/x', 'a/y/z']);
    expect([fileAt(files, 'a') !== -1, fileAt(files, 'a/y')]).toEqual([true, -1]);
  });
});

describe('activeAuthors', () => {
  it('are those with a commit in the last 365 days, that day included', () => {
    const author = (lastAt: number | null) => ({ id: '', aliasId: '', aliasIds: [], lastAt });
    const now = 1_000 * DAY;
    expect(activeAuthors([author(now - 365 * DAY), author(now - 365 * DAY - 1), author(null)], now)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('ownershipTree', () => {
  it('splits the files among the entries, most files first, whatever the history', () => {
    fc.assert(
      fc.property(anyHistory, fc.constantFrom('', 'lib', 'lib/deep'), (history, directory) => {
        const authorship = fileAuthorship(generationHistory(history), PEOPLE);
        const active = activeAuthors(authorship.authors, 720 * DAY);
        const files = selectFiles(authorship.files, directory, 'ALL');
        const whole = ownership(authorship, files, active);
        const entries = ownershipTree(authorship, files, directory, active);
        const sum = (of: (entry: (typeof entries)[number]) => number) =>
          entries.reduce((total, entry) => total + of(entry), 0);
        expect(sum((entry) => entry.files)).toBe(files.length);
        expect(sum((entry) => entry.orphanedFiles)).toBe(whole.orphanedFiles);
        expect(sum((entry) => entry.singleAuthorFiles)).toBe(whole.singleAuthorFiles);
        expect(entries.map((entry) => entry.files)).toEqual(entries.map((entry) => entry.files).sort((a, b) => b - a));
      }),
    );
  });

  it('calls more than half of the files by one author alone a single owner', () => {
    const authorship = authorshipOf({ ann: ['x/1', 'x/2', 'y/1'], bob: ['x/3', 'y/2'] });
    const [x, y] = ownershipTree(authorship, selectFiles(authorship.files, '', 'ALL'), '', [true, true]);
    expect([x?.path, x?.isSingleOwner, x?.topAuthorFiles]).toEqual(['x', true, 2]);
    expect([y?.path, y?.isSingleOwner]).toEqual(['y', false]);
  });

  it('has no bus factor where no file counts', () => {
    const authorship = authorshipOf({ ann: ['x'] });
    expect(ownership(authorship, new Int32Array(), [true])).toMatchObject({
      files: 0,
      busFactor: null,
      topAuthor: null,
      isSingleOwner: false,
    });
  });
});

describe('ownedAreas', () => {
  it('names a directory held by half and more, and elsewhere what is below', () => {
    const authorship = authorshipOf({
      ann: ['lib/1', 'lib/2', 'app/x/1', 'top'],
      bob: ['lib/3', 'app/x/2', 'app/y', 'app/z', 'other'],
    });
    const ann = authorship.authors.findIndex(({ id }) => id === idOf('ann'));
    expect(ownedAreas(authorship, selectFiles(authorship.files, '', 'ALL'), ann)).toEqual([
      { path: 'lib', files: 2, ofFiles: 3, soleFiles: 2 },
      { path: 'app/x/1', files: 1, ofFiles: 1, soleFiles: 1 },
      { path: 'top', files: 1, ofFiles: 1, soleFiles: 1 },
    ]);
  });

  it('holds every file the person is an author of once', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const authorship = fileAuthorship(generationHistory(history), PEOPLE);
        const files = selectFiles(authorship.files, '', 'ALL');
        authorship.authors.forEach((_, author) => {
          const authored = files.filter((file) => authorsOf(authorship, file).includes(author)).length;
          expect(ownedAreas(authorship, files, author).reduce((sum, area) => sum + area.files, 0)).toBe(authored);
        });
      }),
    );
  });
});

describe('knowledgeOf', () => {
  it('adds degrees up over the files, and normalises over all of them', () => {
    const authorship = authorshipOf({ ann: ['1', '2'], bob: ['3'] });
    const [ann, bob] = knowledgeOf(authorship, selectFiles(authorship.files, '', 'ALL'));
    expect([ann?.degree, ann?.normalized, ann?.soleFiles]).toEqual([2 * 4.391, 2 / 3, 2]);
    expect([bob?.degree, bob?.normalized, bob?.filesCreated]).toEqual([4.391, 1 / 3, 1]);
  });

  it('counts changes of others over all the files', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const authorship = fileAuthorship(generationHistory(history), PEOPLE);
        const people = knowledgeOf(authorship, selectFiles(authorship.files, '', 'ALL'));
        const all = people.reduce((sum, { changes }) => sum + changes, 0);
        for (const { changes, changesByOthers, normalized, authoredFiles, soleFiles } of people) {
          expect(changes + changesByOthers).toBe(all);
          expect(normalized).toBeLessThanOrEqual(1);
          expect(soleFiles).toBeLessThanOrEqual(authoredFiles);
        }
      }),
    );
  });
});

describe('reasonsOf', () => {
  const knowledge = {
    author: 0,
    degree: 1,
    normalized: 1,
    authoredFiles: 9,
    soleFiles: 7,
    filesCreated: 1,
    changes: 41,
    changesByOthers: 11,
    lastAt: 0,
  };

  it('names sole files first, then authorship, creation, changes and the last one', () => {
    expect(reasonsOf(knowledge, 20, true, 21 * DAY)).toEqual([
      'sole author of 7 files',
      'an author of 9 of 20 files',
      'created 1 file',
      '41 of 52 changes',
      'last change 3 weeks ago',
    ]);
  });

  it('speaks of one file as it, and says who is gone', () => {
    const one = { ...knowledge, authoredFiles: 1, soleFiles: 1, changes: 0, changesByOthers: 0 };
    expect(reasonsOf(one, 1, false, 800 * DAY)).toEqual([
      'sole author',
      'created it',
      'last change 2 years ago',
      'no commit in 365 days',
    ]);
  });

  it('says how long ago in the unit one would', () => {
    const ago = (days: number) =>
      reasonsOf(knowledge, 20, true, days * DAY)
        .at(-1)
        ?.replace('last change ', '');
    expect([-1, 0, 1, 13, 14, 60, 61, 729, 730].map(ago)).toEqual([
      'today',
      'today',
      'yesterday',
      '13 days ago',
      '2 weeks ago',
      '9 weeks ago',
      '2 months ago',
      '24 months ago',
      '2 years ago',
    ]);
  });
});

/** Authorship where each person made these files and nobody changed any. */
function authorshipOf(files: Record<string, readonly string[]>) {
  const history: RawHistory = {
    commits: Object.entries(files).map(([by, paths], index) => ({
      sha: shaOf(by),
      at: index,
      by: [by],
      changes: paths.map((path) => ({ status: 'A' as const, path })),
    })),
    head: Object.fromEntries(Object.values(files).flatMap((paths) => paths.map((path) => [path, 'source'] as const))),
    aliases: Object.fromEntries(Object.keys(files).map((by) => [by, { person: by }])),
  };
  return fileAuthorship(generationHistory(history), PEOPLE);
}
