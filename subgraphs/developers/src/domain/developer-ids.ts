import type { Survival } from './hand-decisions.ts';

export interface DatedAlias {
  readonly id: string;
  /** Author time of the earliest commit that credits it, seconds. */
  readonly firstAt: number;
}

/**
 * The id of a person, given the person's aliases. A developer's id is the id of one of the aliases, the main alias: the one
 * that was to survive a merge by hand, else the earliest. So it can be told from the aliases and the decisions alone, in
 * whatever order they came: after a split the group that holds the main alias keeps the id, after a merge the developer who
 * began earlier. Any id ever given out is an alias's, and leads to who has that alias now.
 */
export function developerIdOf(aliases: readonly DatedAlias[], survival: Survival | undefined): string {
  if (survival !== undefined) return survival.mainAliasId;
  const older = (x: DatedAlias, y: DatedAlias) => x.firstAt - y.firstAt || (x.id < y.id ? -1 : 1);
  return aliases.reduce((best, alias) => (older(alias, best) < 0 ? alias : best)).id;
}
