import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongings, decidePersons } from './identity-rules.ts';
import type { MailmapEntry } from './mailmap.ts';

const NOTHING = { properName: null, properEmail: null, commitName: null, commitEmail: null };
const alias = (written: string) => {
  const match = /^(.*?)\s*<([^>]*)>$/.exec(written) as RegExpExecArray;
  return { id: written, name: match[1] as string, email: match[2] as string };
};
/** The persons as sorted lists of aliases as written. */
const persons = (written: readonly string[], mailmaps: readonly Partial<MailmapEntry>[][] = []) =>
  decidePersons(
    [...new Set(written)].map(alias),
    mailmaps.map((entries) => entries.map((entry) => ({ ...NOTHING, ...entry }))),
  )
    .map((person) => person.map(({ id }) => id).sort())
    .sort((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1));
/** Rule and confidence of the second alias, with the first as the person's main one; undefined where they are two persons. */
const why = (main: string, other: string, mailmaps: Partial<MailmapEntry>[][] = []) => {
  const decided = decidePersons(
    [alias(main), alias(other)],
    mailmaps.map((entries) => entries.map((entry) => ({ ...NOTHING, ...entry }))),
  );
  const person = decided.find((one) => one.some(({ id }) => id === main)) as (typeof decided)[number];
  return belongings(person, main).get(other);
};

describe('mailmap', () => {
  it('joins the aliases it gives one identity, and those written with the proper address', () => {
    const lines = [
      { properName: 'Ann Lee', properEmail: 'ann@corp.org', commitEmail: 'a1@old.org' },
      { properEmail: 'ann@corp.org', commitName: 'builder', commitEmail: 'root@localhost' },
    ];
    expect(
      persons(['x <ann@corp.org>', 'y <A1@old.org>', 'builder <root@localhost>', 'other <root@localhost>'], [lines]),
    ).toEqual([['builder <root@localhost>', 'x <ann@corp.org>', 'y <A1@old.org>'], ['other <root@localhost>']]);
  });

  it('is certain', () => {
    const lines = [{ properEmail: 'ann@corp.org', commitEmail: 'a1@old.org' }];
    expect(why('x <ann@corp.org>', 'y <a1@old.org>', [lines])).toEqual({ rule: 'mailmap', confidence: 1 });
  });

  it('does not join two addresses that it gives the same name only, nor placeholders that it keeps', () => {
    const lines = [
      { properName: 'Ann Lee', commitEmail: 'qq@a.org' },
      { properName: 'Ann Lee', commitEmail: 'zz@b.org' },
      { properName: 'Local', commitName: 'one', commitEmail: 'root@localhost' },
    ];
    expect(
      persons(['x <qq@a.org>', 'y <zz@b.org>', 'one <root@localhost>', 'Two <root@localhost>'], [lines]),
    ).toHaveLength(4);
  });

  it('of two repositories that give a placeholder to two people joins neither', () => {
    const lines = (properEmail: string) => [{ properEmail, commitEmail: 'root@localhost' }];
    expect(
      persons(['A <a@x.org>', 'B <b@x.org>', 'r <root@localhost>'], [lines('a@x.org'), lines('b@x.org')]),
    ).toHaveLength(3);
  });

  it('never makes a bot a person', () => {
    const lines = [{ properEmail: 'ann@corp.org', commitEmail: 'bot@renovateapp.com' }];
    expect(persons(['Ann Lee <ann@corp.org>', 'renovate[bot] <bot@renovateapp.com>'], [lines])).toHaveLength(2);
  });
});

describe('an equal e-mail', () => {
  it('joins whatever the name and the case', () => {
    expect(why('Ann <ann@corp.org>', 'al <ANN@Corp.org>')).toEqual({ rule: 'same-email', confidence: 0.95 });
  });

  it.each([
    '',
    'none',
    'none@none',
    'root@localhost',
    'ann@localhost',
    'ann@macbook.local',
    'ann@host.(none)',
    'user@example.com',
    'you@example.com',
    'root@server.corp.org',
    'admin@corp.org',
    'noreply@github.com',
    'ann@desktop-7f3',
  ])('joins nobody when it is the placeholder <%s>', (email) => {
    expect(persons([`(no author) <${email}>`, `Ann Lee <${email}>`, `bo <${email}>`])).toHaveLength(3);
  });

  it('of a git-svn import is a real one', () => {
    expect(
      persons(['a <ann@13f79535-47bb-0310-9956-ffa450edef68>', 'b <ann@13f79535-47bb-0310-9956-ffa450edef68>']),
    ).toHaveLength(1);
  });

  it('that three unrelated people use is a shared mailbox, which joins equal names only', () => {
    const written = ['Ann Lee', 'Bo Ek', 'Cy Dow', 'ann  lee'].map((name) => `${name} <group@corp.org>`);
    expect(persons(written)).toEqual([
      ['Ann Lee <group@corp.org>', 'ann  lee <group@corp.org>'],
      ['Bo Ek <group@corp.org>'],
      ['Cy Dow <group@corp.org>'],
    ]);
    expect(persons(['Ann Lee', 'Ann Ek', 'Annie Ek', 'al'].map((name) => `${name} <ann@corp.org>`))).toHaveLength(1);
  });
});

describe('GitHub no-reply addresses', () => {
  const at = (local: string) => `${local}@users.noreply.github.com`;

  it('join by login, with and without account number', () => {
    expect(why(`Ann <${at('123+annlee')}>`, `al <${at('annlee')}>`)).toEqual({
      rule: 'github-noreply',
      confidence: 0.95,
    });
  });

  it('join by account number after the login was renamed', () => {
    expect(persons([`Ann <${at('123+annlee')}>`, `Ann <${at('123+ann')}>`])).toHaveLength(1);
  });

  it('of a login that two accounts had join nobody', () => {
    expect(persons([`A <${at('1+ann')}>`, `B <${at('2+ann')}>`, `C <${at('ann')}>`])).toHaveLength(3);
  });

  it('join a local part elsewhere only with the full name equal too', () => {
    expect(why(`Ann Lee <${at('1+zann')}>`, 'ann lee <zann@corp.org>')).toEqual({
      rule: 'github-noreply',
      confidence: 0.9,
    });
    expect(why(`Ann Lee <${at('1+zann')}>`, 'Bo Ek <zann@corp.org>')).toBeUndefined();
    expect(why(`ann <${at('1+zann')}>`, 'ann <zann@corp.org>')).toBeUndefined();
  });
});

describe('the same full name', () => {
  it.each([
    ['Ann Lee <zork@a.org>', 'Ann Lee <zork@b.org>', 0.9],
    ['Ánn LEE <zork@a.org>', 'ann lee <zork+git@b.org>', 0.9],
    ['Ann Lee <ann.lee@a.org>', 'Ann Lee <ann.lee@b.org>', 0.9],
    ['Ann Lee <1+annlee@users.noreply.github.com>', 'Ann Lee <ann.lee@b.org>', 0.85],
    ['Ann Lee <ann@a.org>', 'Ann Lee <ann@b.org>', 0.7],
    ['Ann Lee <ann.lee@a.org>', 'Ann Lee <lee.ann@b.org>', 0.85],
    ['Ann Lee <ann.lee@a.org>', 'Ann Lee <alee@b.org>', 0.75],
    ['Ann Lee <annl@a.org>', 'Ann Lee <alee@b.org>', 0.75],
    ['Ann Leeds <ann@leeds.name>', 'Ann Leeds <ann.leeds@b.org>', 0.75],
    ['Ann Lee <ann.lee@macbook.local>', 'Ann Lee <alee@b.org>', 0.75],
  ])('joins %s and %s with confidence %d', (main, other, confidence) => {
    expect(why(main, other)).toEqual({ rule: 'name-and-address', confidence });
  });

  it.each([
    ['Ann Lee <zork@a.org>', 'Ann Lee <quux@b.org>'],
    ['Ann Lee <ann@a.org>', 'Ann Lee <lee@b.org>'],
    ['Ann Leeds <ann@ann.org>', 'Ann Leeds <ann.leeds@b.org>'],
    ['Ann Leeds <leeds@leeds.org>', 'Ann Leeds <ann.leeds@b.org>'],
    ['Ann <ann@a.org>', 'Ann <ann@b.org>'],
    ['root <root@a.org>', 'root <root@b.org>'],
    ['Your Name <you@a.org>', 'Your Name <you@b.org>'],
    ['Ann Lee <dev@a.org>', 'Ann Lee <dev@b.org>'],
    ['Unknown User <zork@a.org>', 'Unknown User <zork@b.org>'],
    ['Ann Lee <ann.lee@a.org>', 'Ann Ek <ann.lee@b.org>'],
  ])('does not join %s and %s', (main, other) => {
    expect(why(main, other)).toBeUndefined();
  });

  it('does not join two GitHub accounts', () => {
    const written = ['1+annlee', '2+alee'].map((local) => `Ann Lee <${local}@users.noreply.github.com>`);
    expect(persons([...written, 'Ann Lee <ann.lee@a.org>'])).toHaveLength(3);
  });

  it('does not join what one mailmap keeps apart', () => {
    const lines = [
      { properEmail: 'ann.lee@a.org', commitEmail: 'x1@a.org' },
      { properEmail: 'ann.lee@b.org', commitEmail: 'x2@b.org' },
    ];
    const written = ['Ann Lee <ann.lee@a.org>', 'x <x1@a.org>', 'Ann Lee <ann.lee@b.org>', 'x <x2@b.org>'];
    expect(persons(written)).toHaveLength(3);
    expect(persons(written, [lines])).toHaveLength(2);
  });

  it('at more addresses than one person has is a common name', () => {
    const written = (count: number) => Array.from({ length: count }, (_, i) => `Ann Lee <ann.lee@corp${i}.org>`);
    expect(persons(written(8))).toHaveLength(1);
    expect(persons(written(9))).toHaveLength(9);
  });

  it('as a mailmap corrects it counts too', () => {
    const lines = [{ properName: 'Ann Lee', commitEmail: 'alee@a.org' }];
    expect(persons(['al <alee@a.org>', 'Ann Lee <ann.lee@b.org>'], [lines])).toHaveLength(1);
  });
});

describe('the confidence of an alias', () => {
  it('is that of the weakest link on the best path to the main alias', () => {
    const written = ['Ann Lee <ann.lee@a.org>', 'Ann Lee <alee@b.org>', 'al <alee@b.org>'];
    const [person] = decidePersons(written.map(alias), []);
    const found = belongings(person as NonNullable<typeof person>, written[0] as string);
    expect(written.map((id) => found.get(id))).toEqual([
      { rule: 'name-and-address', confidence: 1 },
      { rule: 'name-and-address', confidence: 0.75 },
      { rule: 'name-and-address', confidence: 0.75 },
    ]);
  });

  it('is 1 for the only alias', () => {
    const [person] = decidePersons([alias('x <x@x.org>')], []);
    expect(belongings(person as NonNullable<typeof person>, 'x <x@x.org>').get('x <x@x.org>')).toEqual({
      rule: 'own',
      confidence: 1,
    });
  });
});

const anyAlias = fc
  .record({
    name: fc.constantFrom('Ann Lee', 'ann lee', 'Ann Ek', 'Bo Ek', 'bo', 'root', 'Cy Dow', 'renovate[bot]', ''),
    local: fc.constantFrom('ann.lee', 'alee', 'ann', 'bo', 'root', 'zork', '1+ann', '2+ann', '1+bo', 'bot'),
    domain: fc.constantFrom('a.org', 'b.org', 'localhost', 'users.noreply.github.com'),
  })
  .map(({ name, local, domain }) => `${name} <${local}@${domain}>`);
const anyEntry = fc.record({
  properName: fc.option(fc.constantFrom('Ann Lee', 'Bo Ek')),
  properEmail: fc.constantFrom('ann.lee@a.org', 'bo@b.org', 'root@localhost'),
  commitName: fc.option(fc.constantFrom('Ann Lee', 'root', 'bo')),
  commitEmail: fc.constantFrom('alee@a.org', 'root@localhost', 'zork@b.org', 'ann@b.org'),
});

describe('the persons', () => {
  it('and their links do not depend on the order of the aliases', () => {
    fc.assert(
      fc.property(
        fc.array(anyAlias, { maxLength: 25 }),
        fc.array(anyEntry, { maxLength: 4 }),
        fc.nat(),
        (written, lines, seed) => {
          const turned = [...written.slice(seed % 7), ...written.slice(0, seed % 7)].reverse();
          const decide = (aliases: readonly string[]) => decidePersons([...new Set(aliases)].map(alias), [lines]);
          expect(decide(turned)).toEqual(decide(written));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never mix bots and people', () => {
    fc.assert(
      fc.property(fc.array(anyAlias, { maxLength: 25 }), fc.array(anyEntry, { maxLength: 4 }), (written, lines) => {
        for (const person of decidePersons([...new Set(written)].map(alias), [lines])) {
          expect(new Set(person.map(({ botReason }) => botReason === null)).size).toBe(1);
        }
      }),
    );
  });

  it('hold every alias that one mailmap gives the same e-mail, as far as they are people with addresses', () => {
    fc.assert(
      fc.property(fc.array(anyAlias, { maxLength: 25 }), (written) => {
        const lines = [
          { properName: 'Ann Lee', properEmail: 'ann.lee@a.org', commitName: null, commitEmail: 'zork@b.org' },
        ];
        const found = persons(written, [lines]).filter((person) =>
          person.some((one) => /<(zork@b\.org|ann\.lee@a\.org)>/.test(one) && !/\[bot\]/.test(one)),
        );
        expect(found.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
