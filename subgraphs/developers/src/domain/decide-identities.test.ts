import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideIdentities, type IdentityDecisions } from './decide-identities.ts';
import type { HandDecision } from './hand-decisions.ts';

interface Written {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly firstAt: number;
}

const decide = (aliases: readonly Written[], byHand: readonly HandDecision[] = []) =>
  decideIdentities({
    aliases: aliases.map((alias) => ({ ...alias, nameHash: null, emailHash: null })),
    mailmaps: [],
    byHand,
    commits: new Map(aliases.map(({ id, firstAt }) => [id, { commits: firstAt % 3, lastAt: firstAt }])),
  });
/** The people as lists of their aliases, under their ids, sorted. */
const people = (decisions: IdentityDecisions) =>
  [...Map.groupBy(decisions.aliases, ({ developerId }) => developerId)]
    .map(([developerId, aliases]) => ({ developerId, aliasIds: aliases.map(({ aliasId }) => aliasId) }))
    .sort((a, b) => (a.developerId < b.developerId ? -1 : 1));

const anyWritten = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('Ann Lee', 'Bo Ek', 'bo', 'renovate[bot]'),
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
    { selector: ({ name, email }) => `${name} <${email}>`, minLength: 2, maxLength: 15 },
  )
  .map((all) => all.map((one): Written => ({ ...one, id: `${one.name} <${one.email}>` })));
const anyChoices = (most: number) => fc.array(fc.tuple(fc.boolean(), fc.nat(99), fc.nat(99)), { maxLength: most });

/** Decides by hand about people as they are then: merges two of them, or splits an alias off; null where nothing can be. */
function decideByHand(
  aliases: readonly Written[],
  byHand: readonly HandDecision[],
  [isMerge, first, second]: readonly [boolean, number, number],
): HandDecision | null {
  const now = decide(aliases, byHand);
  const isBot = new Map(now.developers.map(({ developerId, isBot }) => [developerId, isBot]));
  const all = people(now);
  const one = all[first % all.length] as (typeof all)[number];
  if (isMerge) {
    const others = all.filter((other) => other !== one && isBot.get(other.developerId) === isBot.get(one.developerId));
    const other = others[second % Math.max(1, others.length)];
    if (other === undefined) return null;
    return { kind: 'merge', mainAliasId: one.developerId, groups: [one.aliasIds, other.aliasIds] };
  }
  if (one.aliasIds.length < 2) return null;
  const leaves = one.aliasIds[second % one.aliasIds.length] as string;
  return { kind: 'split', groups: [one.aliasIds.filter((id) => id !== leaves), [leaves]] };
}

/** Decisions made one after the other. */
function decideOften(aliases: readonly Written[], choices: readonly (readonly [boolean, number, number])[]) {
  const byHand: HandDecision[] = [];
  for (const choice of choices) {
    const decision = decideByHand(aliases, byHand, choice);
    if (decision !== null) byHand.push(decision);
  }
  return byHand;
}

describe('developer ids', () => {
  it('are ids of an alias of the person, and do not depend on the order in which aliases came', () => {
    fc.assert(
      fc.property(anyWritten, fc.nat(15), (aliases, cut) => {
        const decided = decide(aliases);
        expect(decide([...aliases.slice(cut), ...aliases.slice(0, cut)].reverse())).toEqual(decided);
        for (const { developerId, aliasIds } of people(decided)) expect(aliasIds).toContain(developerId);
      }),
    );
  });

  it('are those of the earliest alias', () => {
    const ann = { id: 'b', name: 'Ann Lee', email: 'ann.lee@a.org', firstAt: 5 };
    const earlier = { id: 'c', name: 'Ann Lee', email: 'alee@b.org', firstAt: 1 };
    expect(decide([ann, earlier]).developers.map(({ developerId }) => developerId)).toEqual(['c']);
  });
});

const ANN = { id: 'ann', name: 'Ann Lee', email: 'ann.lee@a.org', firstAt: 5 };
const ANN_TOO = { id: 'ann2', name: 'Ann Lee', email: 'alee@b.org', firstAt: 6 };
const BO = { id: 'bo', name: 'Bo Ek', email: 'bo@a.org', firstAt: 1 };
const BOT = { id: 'bot', name: 'renovate[bot]', email: 'bot@renovateapp.com', firstAt: 2 };
const merge = (...groups: string[][]): HandDecision => ({
  kind: 'merge',
  mainAliasId: groups[0]?.[0] as string,
  groups,
});
const split = (stays: string[], leaves: string[]): HandDecision => ({ kind: 'split', groups: [stays, leaves] });

describe('a merge by hand', () => {
  it('makes people one under the id and the name of the survivor, and says why', () => {
    const { aliases, developers } = decide([ANN, BO], [merge(['ann'], ['bo'])]);
    expect(developers).toEqual([{ developerId: 'ann', shownAliasId: 'ann', isBot: false }]);
    expect(aliases).toMatchObject([
      { aliasId: 'ann', rule: 'hand', confidence: 1 },
      { aliasId: 'bo', rule: 'hand', confidence: 1 },
    ]);
  });

  it('gives the survivor of the latest one the word', () => {
    const cy = { id: 'cy', name: 'Cy Dow', email: 'cy@c.org', firstAt: 9 };
    const { developers } = decide([ANN, BO, cy], [merge(['ann'], ['bo']), merge(['cy'], ['ann', 'bo'])]);
    expect(developers).toEqual([{ developerId: 'cy', shownAliasId: 'cy', isBot: false }]);
  });

  it('leaves it to the rules to explain what they joined', () => {
    const { aliases } = decide([ANN, ANN_TOO, BO], [merge(['bo'], ['ann', 'ann2'])]);
    expect(aliases.map(({ rule }) => rule).sort()).toEqual(['hand', 'hand', 'name-and-address']);
  });

  it('never makes a bot a person', () => {
    expect(decide([ANN, BOT], [merge(['ann'], ['bot'])]).developers).toHaveLength(2);
  });

  it('is followed by aliases that come later by the rules', () => {
    expect(people(decide([ANN, ANN_TOO, BO], [merge(['bo'], ['ann'])]))).toEqual([
      { developerId: 'bo', aliasIds: ['ann', 'ann2', 'bo'] },
    ]);
  });
});

describe('a split by hand', () => {
  it('is stronger than every rule', () => {
    expect(people(decide([ANN, ANN_TOO], [split(['ann'], ['ann2'])]))).toEqual([
      { developerId: 'ann', aliasIds: ['ann'] },
      { developerId: 'ann2', aliasIds: ['ann2'] },
    ]);
  });

  it('keeps those who stay together where only the alias that left had joined them', () => {
    const bridge = { id: 'bridge', name: 'Ann Lee', email: 'zork@a.org', firstAt: 7 };
    const left = { id: 'left', name: 'al', email: 'zork@a.org', firstAt: 8 };
    const right = { id: 'right', name: 'Ann Lee', email: 'zork@b.org', firstAt: 9 };
    expect(people(decide([bridge, left, right]))).toHaveLength(1);
    expect(people(decide([bridge, left, right], [split(['left', 'right'], ['bridge'])]))).toEqual([
      { developerId: 'bridge', aliasIds: ['bridge'] },
      { developerId: 'left', aliasIds: ['left', 'right'] },
    ]);
  });

  it.each(['a', 'z'])('leaves who comes later to whom they have more in common with (%s)', (id) => {
    const ann = { id: 'm', name: 'Ann Lee', email: 'ann@corp.org', firstAt: 1 };
    const annie = { id, name: 'annie', email: 'wanderer@home.net', firstAt: 2 };
    const later = { id: 'n', name: 'al', email: 'ann@corp.org', firstAt: 3 };
    const line = { properName: null, properEmail: 'ann@corp.org', commitName: null, commitEmail: 'wanderer@home.net' };
    const { aliases } = decideIdentities({
      aliases: [ann, annie, later].map((alias) => ({ ...alias, nameHash: null, emailHash: null })),
      mailmaps: [[line]],
      byHand: [split(['m'], [id])],
      commits: new Map(),
    });
    expect(aliases.filter(({ developerId }) => developerId === 'm').map(({ aliasId }) => aliasId)).toEqual(['m', 'n']);
  });

  it.each([0, 1, 2])('leaves to the rules what else is one, whichever alias they begin with (%i)', (turn) => {
    const ids = ['a', 'b', 'c'].map((_, i, all) => all[(i + turn) % 3] as string);
    const [one, two, three] = ids as [string, string, string];
    const aliases = ids.map((id) => ({ id, name: id, email: 'zork@a.org', firstAt: 1 }));
    const found = people(decide(aliases, [split([one], [two]), split([one], [three])]));
    expect(found.map(({ aliasIds }) => aliasIds.join()).sort()).toEqual([one, [two, three].sort().join()].sort());
  });
});

describe('decisions by hand', () => {
  it('of two that disagree the later one wins', () => {
    const [apart, together] = [split(['ann'], ['ann2']), merge(['ann'], ['ann2'])];
    expect(decide([ANN, ANN_TOO], [apart, together]).developers).toHaveLength(1);
    expect(decide([ANN, ANN_TOO], [together, apart]).developers).toHaveLength(2);
  });

  it('give exactly the people that were decided about, whatever was decided before', () => {
    fc.assert(
      fc.property(anyWritten, anyChoices(6), (aliases, choices) => {
        const byHand: HandDecision[] = [];
        for (const choice of choices) {
          const before = people(decide(aliases, byHand)).map(({ aliasIds }) => aliasIds);
          const decision = decideByHand(aliases, byHand, choice);
          if (decision === null) continue;
          byHand.push(decision);
          const touched = new Set(decision.groups.flat());
          const others = before.filter((ids) => !ids.some((id) => touched.has(id)));
          const now = decision.kind === 'merge' ? [decision.groups.flat()] : decision.groups;
          const expected = [...others, ...now].map((ids) => [...ids].sort().join()).sort();
          const found = people(decide(aliases, byHand)).map(({ aliasIds }) => [...aliasIds].sort().join());
          expect(found.sort()).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('undone from the last on leave what was before each, ids, names and reasons included', () => {
    fc.assert(
      fc.property(anyWritten, anyChoices(5), (aliases, choices) => {
        const states: { made: number; decided: IdentityDecisions }[] = [];
        const byHand: HandDecision[] = [];
        for (const choice of choices) {
          states.push({ made: byHand.length, decided: decide(aliases, byHand) });
          const decision = decideByHand(aliases, byHand, choice);
          if (decision !== null) byHand.push(decision);
        }
        for (const { made, decided } of states.toReversed()) {
          expect(decide(aliases, byHand.slice(0, made))).toEqual(decided);
        }
      }),
    );
  });

  it('about different people give the same in any order', () => {
    fc.assert(
      fc.property(anyWritten, anyChoices(5), (aliases, choices) => {
        const disjoint: HandDecision[] = [];
        const touched = new Set<string>();
        for (const choice of choices) {
          const decision = decideByHand(aliases, [], choice);
          const about = decision?.groups.flat() ?? [];
          if (decision === null || about.some((id) => touched.has(id))) continue;
          for (const id of about) touched.add(id);
          disjoint.push(decision);
        }
        expect(decide(aliases, disjoint.toReversed())).toEqual(decide(aliases, disjoint));
      }),
    );
  });

  it('hold for aliases that come later, which join one side of a split or the other, in whatever order they come', () => {
    fc.assert(
      fc.property(anyWritten, anyChoices(4), fc.nat(15), (aliases, choices, cut) => {
        const byHand = decideOften(aliases.slice(0, Math.max(2, cut)), choices);
        const decided = decide(aliases, byHand);
        expect(decide([...aliases.slice(cut), ...aliases.slice(0, cut)], byHand)).toEqual(decided);
        const personOf = new Map(decided.aliases.map(({ aliasId, developerId }) => [aliasId, developerId]));
        const last = byHand.at(-1);
        const sides = last?.groups.map((group) => new Set(group.map((id) => personOf.get(id)))) ?? [];
        const shared = sides.slice(1).every((side) => [...side].every((id) => sides[0]?.has(id)));
        if (last !== undefined) expect(shared).toBe(last.kind === 'merge');
      }),
      { numRuns: 200 },
    );
  });

  it('never mix bots and people', () => {
    fc.assert(
      fc.property(anyWritten, anyChoices(5), (aliases, choices) => {
        const decided = decide(aliases, decideOften(aliases, choices));
        for (const all of Map.groupBy(decided.aliases, ({ developerId }) => developerId).values()) {
          expect(new Set(all.map(({ isBot }) => isBot)).size).toBe(1);
        }
      }),
    );
  });
});
