import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideIdentities, type IdentityDecisions } from './decide-identities.ts';

interface Written {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly firstAt: number;
}

const decide = (aliases: readonly Written[], before?: IdentityDecisions) =>
  decideIdentities({
    aliases: aliases.map((alias) => ({ ...alias, nameHash: null, emailHash: null })),
    mailmaps: [],
    live: new Set(before?.developers.map(({ developerId }) => developerId)),
    redirected: new Set(before?.redirects.keys()),
    commits: new Map(),
  });
const partition = (decisions: IdentityDecisions) =>
  [...Map.groupBy(decisions.aliases, ({ developerId }) => developerId).values()]
    .map((aliases) => aliases.map(({ aliasId }) => aliasId))
    .sort();

const anyWritten = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('Ann Lee', 'Bo Ek', 'bo'),
      email: fc.constantFrom(
        'ann.lee@a.org',
        'alee@b.org',
        'bo@a.org',
        'zork@a.org',
        'zork@b.org',
        '1+bo@users.noreply.github.com',
      ),
      firstAt: fc.nat(9),
    }),
    { selector: ({ name, email }) => `${name} <${email}>`, maxLength: 15 },
  )
  .map((all) => all.map((one): Written => ({ ...one, id: `${one.name} <${one.email}>` })));

describe('developer ids', () => {
  it('are ids of an alias of the person, and known aliases in increments give the same persons as at once', () => {
    fc.assert(
      fc.property(anyWritten, fc.array(fc.nat(15), { maxLength: 3 }), (aliases, cuts) => {
        let step: IdentityDecisions | undefined;
        for (const cut of [...cuts, aliases.length].sort((a, b) => a - b)) step = decide(aliases.slice(0, cut), step);
        expect(partition(step as IdentityDecisions)).toEqual(partition(decide(aliases)));
        for (const { aliasId, developerId } of step?.aliases ?? []) {
          expect(step?.aliases.find((one) => one.aliasId === developerId)?.developerId, aliasId).toBe(developerId);
        }
      }),
    );
  });

  it('once given out lead to a developer for ever', () => {
    fc.assert(
      fc.property(anyWritten, fc.array(fc.nat(15), { maxLength: 4 }), (aliases, cuts) => {
        const issued = new Set<string>();
        let step: IdentityDecisions | undefined;
        for (const cut of cuts.sort((a, b) => a - b)) {
          step = decide(aliases.slice(0, cut), step);
          for (const { developerId } of step.developers) issued.add(developerId);
          const live = new Set(step.developers.map(({ developerId }) => developerId));
          for (const id of issued) expect(live.has(id) || live.has(step.redirects.get(id) as string)).toBe(true);
        }
      }),
    );
  });

  it('of a merge are the older developer’s, even where the other one turns out to have begun earlier', () => {
    const ann = { id: 'b', name: 'Ann Lee', email: 'ann.lee@a.org', firstAt: 5 };
    const first = decide([ann]);
    const earlier = { id: 'a', name: 'Ann Lee', email: 'alee@b.org', firstAt: 1 };
    expect(decide([ann, earlier], first).developers.map(({ developerId }) => developerId)).toEqual(['b']);
    expect(decide([ann, earlier]).developers.map(({ developerId }) => developerId)).toEqual(['a']);
  });
});
