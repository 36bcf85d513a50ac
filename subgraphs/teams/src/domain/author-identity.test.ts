import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AliasIdentity, identifyByEmailOrName, identifyPeople } from './author-identity.ts';

const alias = (aliasId: string, over: Partial<AliasIdentity> = {}): AliasIdentity => ({
  aliasId,
  developerId: aliasId,
  nameHash: null,
  emailHash: null,
  isBot: false,
  ...over,
});

describe('identifyPeople', () => {
  it('puts the aliases of one person together and leaves bots out', () => {
    const { authors, authorOf } = identifyPeople([
      alias('a', { developerId: 'P' }),
      alias('b', { isBot: true }),
      alias('c', { developerId: 'P' }),
    ]);
    expect(authors).toEqual([{ id: 'P', aliases: [0, 2] }]);
    expect([...authorOf]).toEqual([0, -1, 0]);
  });
});

describe('identifyByEmailOrName', () => {
  it('unites whoever shares an e-mail or a name, through any number of steps, bots too', () => {
    const { authors, authorOf } = identifyByEmailOrName([
      alias('d', { nameHash: 'n1', emailHash: 'e1' }),
      alias('b', { nameHash: 'n2', emailHash: 'e1', isBot: true }),
      alias('c', { nameHash: 'n2', emailHash: 'e2' }),
      alias('a', { nameHash: 'n3', emailHash: 'e3' }),
    ]);
    expect(authors).toEqual([
      { id: 'b', aliases: [0, 1, 2] },
      { id: 'a', aliases: [3] },
    ]);
    expect([...authorOf]).toEqual([0, 0, 0, 1]);
  });

  it('unites nobody by a missing name or e-mail, nor a name with an equal e-mail', () => {
    const { authors } = identifyByEmailOrName([
      alias('a', { nameHash: 'x' }),
      alias('b', { emailHash: 'x' }),
      alias('c'),
      alias('d'),
    ]);
    expect(authors).toHaveLength(4);
  });

  it('makes the same groups whatever the order', () => {
    const hash = fc.option(fc.constantFrom('1', '2', '3', '4'));
    const any = fc.array(fc.tuple(hash, hash), { maxLength: 10 });
    const groups = (aliases: readonly AliasIdentity[]) =>
      identifyByEmailOrName(aliases)
        .authors.map(({ aliases: members }) =>
          members
            .map((index) => aliases[index]?.aliasId)
            .sort()
            .join(),
        )
        .sort();
    fc.assert(
      fc.property(any, (hashes) => {
        const aliases = hashes.map(([nameHash, emailHash], index) => alias(`${index}`, { nameHash, emailHash }));
        expect(groups([...aliases].reverse())).toEqual(groups(aliases));
      }),
    );
  });
});
