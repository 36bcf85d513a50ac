import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { createSuppression } from '@trellis/people/suppression.ts';
import { describe, expect, it } from 'vitest';
import { identifiersOf, type NamedAlias, suppressedRows } from './erased-person.ts';

const hasher = createAliasHasher('c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I', '00000000-0000-4000-8000-000000000001');
const alias = (name: string, email: string, properName: string | null = null): NamedAlias => ({
  id: hasher.aliasId(name, email),
  name,
  email,
  properName,
});

const person = [
  alias('Zoë Quellbach', 'zoe@quell.org'),
  alias('zq-dev77', '123+zq-dev77@users.noreply.github.com'),
  alias('root', 'root@localhost'),
];

describe('a person is recognised', () => {
  it('by full name in each order, address and login', () => {
    const { lookedFor } = identifiersOf(person, []);
    expect(lookedFor).toEqual(['123+zq-dev77@users.noreply.github.com', 'Zoë Quellbach', 'zoe@quell.org', 'zq-dev77']);
  });

  it('not by a machine name, nor by a first name', () => {
    expect(identifiersOf(person, []).notLookedFor).toEqual(['root', 'root@localhost', 'zoe']);
  });

  it('not by a full name that somebody else bears, nor by a shared address', () => {
    const others = [alias('Zoe Quellbach', 'other@else.org'), alias('Bo', 'zoe@quell.org')];
    const { lookedFor, notLookedFor } = identifiersOf(person, others);
    expect(lookedFor).toEqual(['123+zq-dev77@users.noreply.github.com', 'zq-dev77']);
    expect(notLookedFor).toEqual(expect.arrayContaining(['Zoë Quellbach', 'zoe@quell.org']));
  });

  it('not by a login that is an ordinary word or part of another name', () => {
    const own = [alias('Ann Lee', 'parser@lee.org'), alias('Ann Lee', 'wendelin@lee.org')];
    const { lookedFor } = identifiersOf(own, [alias('Wendelin Orr', 'w@orr.org')]);
    expect(lookedFor).toEqual(['Ann Lee', 'parser@lee.org', 'wendelin@lee.org']);
  });

  it('by the name that a mailmap gives', () => {
    expect(identifiersOf([alias('zq', 'zq@quell.org', 'Zoë Quellbach')], []).lookedFor).toContain('Zoë Quellbach');
  });
});

describe('what is suppressed of a person', () => {
  const rows = suppressedRows(identifiersOf(person, []), hasher, { developerId: person[0]?.id as string, version: 3 });
  const suppression = createSuppression(rows, hasher);

  it('keeps out their aliases, and a new one with the same name', () => {
    for (const one of person) expect(suppression.erasedAs(one)).toBe(person[0]?.id);
    expect(suppression.erasedAs(alias('Quellbach, Zoe', 'new@else.org'))).toBe(person[0]?.id);
    expect(suppression.erasedAs(alias('root', 'root@elsewhere.org'))).toBeUndefined();
  });

  it('takes mentions out of texts', () => {
    expect(suppression.redact('Fix quellbach_zoe, ZoeQuellbach, zq-dev77 and zoe@quell.org')).toBe('Fix …, …, … and …');
  });

  it('holds hashes alone', () => {
    expect(JSON.stringify(rows)).not.toMatch(/zoe|quell|zq|root/i);
  });
});
