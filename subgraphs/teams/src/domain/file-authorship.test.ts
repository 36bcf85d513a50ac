import { describe, expect, it } from 'vitest';
import { generationHistory, idOf, type RawHistory, shaOf } from '../testing/raw-history.ts';
import { type AuthorshipRules, fileAuthorship } from './file-authorship.ts';

const FULL: AuthorshipRules = { aliases: 'PERSON', coAuthors: 'FULL' };
const ALIASES: RawHistory['aliases'] = {
  ann: { person: 'Ann', name: 'n', email: 'a@a' },
  ann2: { person: 'Ann', name: 'm', email: 'a@b' },
  bob: { person: 'Bob', name: 'b', email: 'b@b' },
  bot: { person: 'Bot', name: 'n', email: 'bot@b', isBot: true },
};

describe('fileAuthorship', () => {
  it('makes everybody who ever added the file a creator, and counts no addition as a change', () => {
    expect(
      rowsOf([
        ['ann', 'A f'],
        ['bob', 'A f'],
        ['bob', 'M f'],
      ]),
    ).toEqual({ Ann: [true, 0], Bob: [true, 1] });
  });

  it('counts a rename as a change, with all that was done under the old name', () => {
    expect(
      rowsOf([
        ['ann', 'A old'],
        ['ann', 'M old'],
        ['bob', 'R f old'],
      ]),
    ).toEqual({ Ann: [true, 1], Bob: [false, 1] });
  });

  it('counts a change under the old name after the rename too, as it follows paths', () => {
    expect(
      rowsOf([
        ['bob', 'R f old'],
        ['ann', 'M old'],
      ]),
    ).toEqual({ Bob: [false, 1], Ann: [false, 1] });
  });

  it('counts no deletion and no change of type', () => {
    expect(
      rowsOf([
        ['ann', 'A f'],
        ['bob', 'D f'],
        ['bob', 'T f'],
      ]),
    ).toEqual({ Ann: [true, 0] });
  });

  it('counts a copy as the addition that git calls it without copy detection', () => {
    expect(
      rowsOf([
        ['ann', 'A source'],
        ['bob', 'C f source'],
      ]),
    ).toEqual({ Bob: [true, 0] });
  });

  it('gives each co-author a full change, and a person with two aliases in one commit one', () => {
    expect(rowsOf([['ann ann2 bob', 'M f']])).toEqual({ Ann: [false, 1], Bob: [false, 1] });
  });

  it('credits the author alone where co-authors are not to count', () => {
    expect(rowsOf([['bob ann', 'M f']], { ...FULL, coAuthors: 'NONE' })).toEqual({ Bob: [false, 1] });
  });

  it('leaves the changes of bots out, as if they had not been made', () => {
    const history = historyOf([
      ['ann', 'A f'],
      ['bot', 'M f'],
    ]);
    const { degree, fileDeliveries } = fileAuthorship(generationHistory(history), FULL);
    expect([...degree]).toEqual([3.293 + 1.098]);
    expect([...fileDeliveries]).toEqual([0]);
  });

  it('tells by e-mail and name among this history’s authors alone', () => {
    const history = historyOf([
      ['ann', 'A f'],
      ['ann2', 'M f'],
    ]);
    const rules: AuthorshipRules = { aliases: 'EMAIL_NAME', coAuthors: 'NONE' };
    const bridged = { ...history, aliases: { ...ALIASES, bridge: { person: 'X', name: 'n', email: 'a@b' } } };
    expect(fileAuthorship(generationHistory(bridged), rules).authors).toHaveLength(2);
    const merged = {
      ...bridged,
      commits: [...bridged.commits, { sha: shaOf('m'), at: 0, by: ['bridge'], changes: [], parents: 2 }],
    };
    expect(fileAuthorship(generationHistory(merged), rules).authors).toHaveLength(1);
  });

  it('shows an author by the alias with the most changes', () => {
    const history = historyOf([
      ['ann', 'A f'],
      ['ann2', 'M f'],
      ['ann2', 'M f'],
    ]);
    expect(fileAuthorship(generationHistory(history), FULL).authors[0]?.aliasId).toBe(idOf('ann2'));
  });
});

/** A history from pairs of who and what: `A path`, `M path`, `R path oldPath`. */
function historyOf(steps: readonly (readonly [by: string, change: string])[]): RawHistory {
  return {
    commits: steps.map(([by, change], index) => {
      const [status, path = '', oldPath] = change.split(' ');
      const changed = { status: status as 'A', path, ...(oldPath === undefined ? {} : { oldPath }) };
      return { sha: shaOf(`${index}`), at: index, by: by.split(' '), changes: [changed] };
    }),
    head: { f: 'source' },
    aliases: ALIASES,
  };
}

/** Who did what at the file: by person, whether a creator, and how many changes. */
function rowsOf(steps: Parameters<typeof historyOf>[0], rules = FULL): Record<string, [boolean, number]> {
  const { author, authors, created, deliveries } = fileAuthorship(generationHistory(historyOf(steps)), rules);
  return Object.fromEntries(
    [...author].map((who, row) => {
      const name = Object.values(ALIASES).find(({ person }) => idOf(person) === authors[who]?.id)?.person;
      return [name, [created[row] === 1, deliveries[row]]];
    }),
  );
}
