/** What is known of ids before: those in use and those that redirect to another developer. */
export interface IssuedIds {
  readonly live: ReadonlySet<string>;
  readonly redirected: ReadonlySet<string>;
}

export interface DatedAlias {
  readonly id: string;
  /** Author time of the earliest commit that credits it, seconds. */
  readonly firstAt: number;
}

/**
 * The id of a person, given the person's aliases. A developer's id is the id of one of the aliases, the main alias, so it
 * can be told from the set alone who keeps it: after a split the group that holds the main alias; after a merge the
 * developer whose main alias is older. An id that redirected comes back when its alias stands apart again. A person
 * never seen takes the earliest alias.
 */
export function developerIdOf(aliases: readonly DatedAlias[], issued: IssuedIds): string {
  const rank = ({ id }: DatedAlias) => (issued.live.has(id) ? 0 : issued.redirected.has(id) ? 1 : 2);
  const older = (x: DatedAlias, y: DatedAlias) => rank(x) - rank(y) || x.firstAt - y.firstAt || (x.id < y.id ? -1 : 1);
  return aliases.reduce((best, alias) => (older(alias, best) < 0 ? alias : best)).id;
}
