import type { AliasLink, ReadAlias } from './alias-links.ts';
import type { ConstrainedSets } from './constrained-sets.ts';

/** What somebody decided by hand about people, as aliases: a person is named by those they had when it was decided. */
export type HandDecision =
  | {
      readonly kind: 'merge';
      /** Whose id and name stay. */
      readonly mainAliasId: string;
      /** The aliases of each person, the survivor's first. */
      readonly groups: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'split';
      /** The aliases that stay, and those that are somebody else. */
      readonly groups: readonly (readonly string[])[];
    };

/**
 * Joins and keeps apart what was decided by hand, the latest first: what it settled, an earlier one can't change. Bots and
 * people stay apart whatever was decided.
 * @param byHand in the order in which they were made
 * @returns the links by which aliases were joined
 */
export function handDown(
  aliases: readonly ReadAlias[],
  byHand: readonly HandDecision[],
  sets: ConstrainedSets,
): AliasLink[] {
  const indexOf = new Map(aliases.map(({ id }, index) => [id, index]));
  const links: AliasLink[] = [];
  for (const { kind, groups } of byHand.toReversed()) {
    const known = groups.map((group) => group.flatMap((id) => indexOf.get(id) ?? []));
    if (kind === 'merge') joinAll(known.flat());
    else {
      const [stays = [], leaves = []] = known.map(joinAll);
      for (const one of stays) for (const other of leaves) sets.keepApart(one, other);
    }
  }
  return links;

  /** Joins as many as may be one; gives one alias of each set that they are in now. */
  function joinAll(members: readonly number[]): number[] {
    const bins: number[] = [];
    for (const member of members) {
      const met = bins.find((bin) => isBot(bin) === isBot(member) && sets.join(bin, member));
      if (met === undefined) bins.push(member);
      else links.push({ a: met, b: member, rule: 'hand', confidence: 1, evidence: '' });
    }
    return bins;
  }

  function isBot(index: number): boolean {
    return aliases[index]?.botReason !== null;
  }
}

/** What a merge by hand says about the person that came of it. */
export interface Survival {
  readonly mainAliasId: string;
  /** Aliases that came to the person by the merge: the person isn't shown by their names. */
  readonly takenIn: ReadonlySet<string>;
}

/**
 * Finds the merge that says under which id and by whose names a person goes: the latest one whose survivor has taken in
 * somebody else's alias; undefined where none has.
 * @param byHand in the order in which they were made
 */
export function createSurvivals(
  byHand: readonly HandDecision[],
): (aliasIds: readonly string[]) => Survival | undefined {
  const merges = byHand.flatMap((decision) => (decision.kind === 'merge' ? [decision] : [])).toReversed();
  const survivors = new Set(merges.map(({ mainAliasId }) => mainAliasId));
  return (aliasIds) => {
    if (!aliasIds.some((id) => survivors.has(id))) return undefined;
    const held = new Set(aliasIds);
    for (const { mainAliasId, groups } of merges) {
      if (!held.has(mainAliasId)) continue;
      const takenIn = groups.slice(1).flatMap((group) => group.filter((id) => held.has(id)));
      if (takenIn.length > 0) return { mainAliasId, takenIn: new Set(takenIn) };
    }
    return undefined;
  };
}
