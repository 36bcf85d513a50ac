import {
  type AliasLink,
  githubNoreplyLinks,
  type IdentityRule,
  mailmapLinks,
  nameAndAddressLinks,
  type ReadAlias,
  readAlias,
  sameEmailLinks,
  type WrittenAlias,
} from './alias-links.ts';
import type { BotReason } from './bot-detection.ts';
import { type ConstrainedSets, createConstrainedSets } from './constrained-sets.ts';
import { createDisjointSets, type DisjointSets } from './disjoint-sets.ts';
import { type HandDecision, handDown } from './hand-decisions.ts';
import { type MailmapEntry, readMailmap } from './mailmap.ts';

export type { IdentityRule, WrittenAlias };

/** One alias's place among the persons. */
export interface DecidedAlias {
  readonly id: string;
  readonly botReason: BotReason | null;
  /** The name that the mailmaps want shown; null: as written. */
  readonly properName: string | null;
  /** Links of the tree that joins the person's aliases, to the other alias's id. */
  readonly links: readonly { readonly to: string; readonly rule: IdentityRule; readonly confidence: number }[];
}

/** The aliases of one person, sorted by id. */
export type Person = readonly DecidedAlias[];

/** Joining more than this many parties by name alone means the name is common, not that one person moved so often. */
const MOST_PARTIES = 8;

/**
 * Decides which aliases are one person, from what is written and what was decided by hand alone: the result depends neither
 * on the order of the aliases nor on what was found before. What was decided by hand comes first, the later before the
 * earlier. Then mailmaps, equal addresses and GitHub accounts; full name with a similar address joins what they left apart,
 * unless that would join parties with evidence against it (see `contradicted`), in which case none of its links in that
 * group count. No link joins what was split by hand. Time grows with the number of aliases, not of pairs.
 * @param mailmaps the entries of each repository's mailmap, in a fixed order of repositories
 * @param byHand the decisions in force, in the order in which they were made
 */
export function decidePersons(
  written: readonly WrittenAlias[],
  mailmaps: readonly (readonly MailmapEntry[])[],
  byHand: readonly HandDecision[] = [],
): readonly Person[] {
  const maps = mailmaps.filter((entries) => entries.length > 0).map(readMailmap);
  const sorted = [...written].sort((a, b) => (a.id < b.id ? -1 : 1));
  const aliases = sorted.map((alias) => readAlias(alias, maps));
  const certain = [...mailmapLinks(aliases, maps.length), ...sameEmailLinks(aliases), ...githubNoreplyLinks(aliases)];
  const likely = [...nameAndAddressLinks(aliases)];
  const links = [...certain, ...uncontradicted(aliases, certain, likely, maps.length)];
  // The rules explain more than that somebody said so: what was joined by hand shows where they leave it apart.
  const { found, made } = allowed(aliases, links.sort(strongerFirst), byHand);
  return groupByPerson(aliases, spanningForest(aliases.length, [...found, ...made]));
}

/** For a stable sort: among equals the order of the rules decides. */
const strongerFirst = (x: AliasLink, y: AliasLink) => y.confidence - x.confidence;

/**
 * The links, strongest first, that what was decided by hand lets stand, and those made by hand: together they join what is
 * one person. Evidence that people have who were split says less of a third one, so it comes last; and one that it can't join
 * with the first of its star tries the others that couldn't either.
 */
function allowed(
  aliases: readonly ReadAlias[],
  links: readonly AliasLink[],
  byHand: readonly HandDecision[],
): { readonly found: readonly AliasLink[]; readonly made: readonly AliasLink[] } {
  if (byHand.length === 0) return { found: links, made: [] };
  const sets = createConstrainedSets(aliases.length);
  const made = handDown(aliases, byHand, sets);
  const contested = contestedStars(links, byHand, aliases, sets);
  const found: AliasLink[] = [];
  const turnedAway = new Map<string, number[]>();
  for (const link of [...links].sort((x, y) => Number(contested.has(starOf(x))) - Number(contested.has(starOf(y))))) {
    if (sets.join(link.a, link.b)) {
      found.push(link);
      continue;
    }
    const others = turnedAway.get(starOf(link)) ?? [];
    const met = others.find((other) => sets.join(other, link.b));
    if (met !== undefined) found.push({ ...link, a: met });
    turnedAway.set(starOf(link), [...others, link.b]);
  }
  return { found: found.sort(strongerFirst), made };
}

const starOf = ({ rule, evidence }: AliasLink) => `${rule} ${evidence}`;

/** The stars in which two aliases are that were split by hand. */
function contestedStars(
  links: readonly AliasLink[],
  byHand: readonly HandDecision[],
  aliases: readonly ReadAlias[],
  sets: ConstrainedSets,
): ReadonlySet<string> {
  const split = new Set(byHand.flatMap(({ kind, groups }) => (kind === 'split' ? groups.flat() : [])));
  const isSplit = (index: number) => split.has((aliases[index] as ReadAlias).id);
  const members = new Map<string, Set<number>>();
  for (const link of links) {
    for (const index of [link.a, link.b].filter(isSplit)) {
      const held = members.get(starOf(link));
      if (held === undefined) members.set(starOf(link), new Set([index]));
      else held.add(index);
    }
  }
  const contested = [...members].filter(([, held]) =>
    [...held].some((a) => [...held].some((b) => sets.areApart(a, b))),
  );
  return new Set(contested.map(([star]) => star));
}

/** The name links whose whole group holds no contradiction. */
function uncontradicted(
  aliases: readonly ReadAlias[],
  certain: readonly AliasLink[],
  likely: readonly AliasLink[],
  mailmaps: number,
): AliasLink[] {
  const parties = createDisjointSets(aliases.length);
  const groups = createDisjointSets(aliases.length);
  for (const { a, b } of certain) {
    parties.join(a, b);
    groups.join(a, b);
  }
  for (const { a, b } of likely) groups.join(a, b);
  const refused = contradicted(aliases, parties, groups, mailmaps);
  return likely.filter(({ a }) => !refused.has(groups.find(a)));
}

/**
 * Groups that would join parties with evidence against it: two GitHub accounts; two proper addresses that one mailmap
 * keeps apart; or more parties than a person has.
 */
function contradicted(
  aliases: readonly ReadAlias[],
  parties: DisjointSets,
  groups: DisjointSets,
  mailmaps: number,
): ReadonlySet<number> {
  const holders = new Map<string, number>();
  const refused = new Set<number>();
  const partiesOf = new Map<number, Set<number>>();
  const claim = (group: number, what: string, party: number) => {
    const holder = holders.get(`${group} ${what}`);
    if (holder === undefined) holders.set(`${group} ${what}`, party);
    else if (holder !== party) refused.add(group);
  };
  aliases.forEach((alias, i) => {
    const group = groups.find(i);
    const party = parties.find(i);
    const held = partiesOf.get(group);
    if (held === undefined) partiesOf.set(group, new Set([party]));
    else held.add(party);
    if (alias.account !== null) claim(group, 'account', party);
    for (let map = 0; map < mailmaps; map += 1)
      if (alias.mapped[map]?.email != null) claim(group, `mailmap ${map}`, party);
  });
  for (const [group, held] of partiesOf) if (held.size > MOST_PARTIES) refused.add(group);
  return refused;
}

/**
 * Kruskal's spanning forest of links that come strongest first: between any two aliases it keeps the path whose weakest link
 * is strongest.
 */
function spanningForest(size: number, links: readonly AliasLink[]): AliasLink[] {
  const sets = createDisjointSets(size);
  return links.filter(({ a, b }) => sets.join(a, b));
}

function groupByPerson(aliases: readonly ReadAlias[], tree: readonly AliasLink[]): Person[] {
  const sets = createDisjointSets(aliases.length);
  const linksOf = aliases.map((): DecidedAlias['links'][number][] => []);
  for (const { a, b, rule, confidence } of tree) {
    sets.join(a, b);
    linksOf[a]?.push({ to: (aliases[b] as ReadAlias).id, rule, confidence });
    linksOf[b]?.push({ to: (aliases[a] as ReadAlias).id, rule, confidence });
  }
  const persons = new Map<number, DecidedAlias[]>();
  aliases.forEach(({ id, botReason, mapped }, i) => {
    const properName = mapped.find((found) => found?.name != null)?.name ?? null;
    const alias = { id, botReason, properName, links: linksOf[i] as DecidedAlias['links'] };
    const root = sets.find(i);
    const held = persons.get(root);
    if (held === undefined) persons.set(root, [alias]);
    else held.push(alias);
  });
  return [...persons.values()];
}

/** How an alias belongs to its person. */
export interface Belonging {
  readonly rule: IdentityRule;
  readonly confidence: number;
}

/**
 * The rule and confidence of each alias of a person: the weakest link of the path to the main alias. The main alias itself
 * is certain; its rule is that of its strongest link.
 */
export function belongings(person: Person, mainAliasId: string): ReadonlyMap<string, Belonging> {
  const byId = new Map(person.map((alias) => [alias.id, alias]));
  const main = byId.get(mainAliasId) as DecidedAlias;
  const strongest = main.links.reduce<Belonging>((best, link) => (link.confidence > best.confidence ? link : best), {
    rule: 'own',
    confidence: 0,
  });
  const found = new Map<string, Belonging>([[mainAliasId, { rule: strongest.rule, confidence: 1 }]]);
  const open = [mainAliasId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const here = found.get(id) as Belonging;
    for (const link of (byId.get(id) as DecidedAlias).links) {
      if (found.has(link.to)) continue;
      const weaker = id === mainAliasId || link.confidence < here.confidence;
      found.set(link.to, weaker ? { rule: link.rule, confidence: link.confidence } : here);
      open.push(link.to);
    }
  }
  return found;
}
