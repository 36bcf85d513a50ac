import {
  type Address,
  type GitHubAccount,
  isGenericLocal,
  isPlaceholder,
  readAddress,
  readGitHubNoreply,
} from '@trellis/people/address.ts';
import { type BotReason, detectBot } from './bot-detection.ts';
import type { Mailmap, MappedIdentity } from './mailmap.ts';
import { fullNameKey, nameInDomain, nameInLocalPart } from './person-name.ts';

export type IdentityRule = 'mailmap' | 'same-email' | 'github-noreply' | 'name-and-address' | 'hand' | 'own';

/** An alias as written, before anything is decided about it. */
export interface WrittenAlias {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** An alias with everything the rules ask of it, read once. */
export interface ReadAlias extends WrittenAlias {
  readonly address: Address;
  readonly account: GitHubAccount | null;
  readonly nameKey: string | null;
  readonly botReason: BotReason | null;
  /** By mailmap, in the order of the mailmaps. */
  readonly mapped: readonly (MappedIdentity | null)[];
}

/** Evidence that two aliases (by index) are one person. */
export interface AliasLink {
  readonly a: number;
  readonly b: number;
  readonly rule: Exclude<IdentityRule, 'own'>;
  /** 0..1. */
  readonly confidence: number;
  /** What both have in common; links with one rule and evidence are a star around `a`. */
  readonly evidence: string;
}

export function readAlias(alias: WrittenAlias, mailmaps: readonly Mailmap[]): ReadAlias {
  const address = readAddress(alias.email);
  return {
    ...alias,
    address,
    account: readGitHubNoreply(address),
    nameKey: fullNameKey(alias.name),
    botReason: detectBot(alias.name, alias.email),
    mapped: mapAlias(alias, address, mailmaps),
  };
}

/** What each mailmap makes of an alias; nothing where it is a placeholder that different mailmaps give to different people. */
function mapAlias(alias: WrittenAlias, address: Address, mailmaps: readonly Mailmap[]): ReadAlias['mapped'] {
  const mapped = mailmaps.map((mailmap) => mailmap.find(alias.name, alias.email));
  if (mapped.length < 2 || !isPlaceholder(address)) return mapped;
  const owners = new Set(mapped.flatMap((found) => (found?.email == null ? [] : [found.email.toLowerCase()])));
  return owners.size > 1 ? mapped.map(() => null) : mapped;
}

/** Collects aliases under keys; aliases under one key are linked in a star, which joins and weighs like all pairs would. */
interface Keyring {
  add(key: string, alias: number): void;
  links(rule: AliasLink['rule'], confidence: number): Generator<AliasLink>;
}

function createKeyring(): Keyring {
  const byKey = new Map<string, number[]>();
  return {
    add(key, alias) {
      const held = byKey.get(key);
      if (held === undefined) byKey.set(key, [alias]);
      else held.push(alias);
    },
    *links(rule, confidence) {
      for (const [evidence, [hub, ...others]] of byKey) {
        for (const other of others) yield { a: hub as number, b: other, rule, confidence, evidence };
      }
    },
  };
}

/** Bots and people are kept apart by their keys: no rule joins a bot with a person. */
const kind = (alias: ReadAlias) => (alias.botReason === null ? 'person' : 'bot');

/**
 * (a) Mailmap, confidence 1: aliases that one repository's mailmap gives the same identity. As the mailmap declares that
 * a commit address belongs to a proper address, aliases written with the proper one belong too. Two lines that give one
 * proper name to two addresses don't join them: git keeps those apart as well (`git shortlog -se`).
 */
export function* mailmapLinks(aliases: readonly ReadAlias[], mailmaps: number): Generator<AliasLink> {
  for (let map = 0; map < mailmaps; map += 1) {
    const proper = new Set<string>();
    for (const { mapped, address } of aliases) {
      const found = mapped[map];
      if (found != null) proper.add(properAddress(found, address));
    }
    const keyring = createKeyring();
    aliases.forEach((alias, i) => {
      const found = alias.mapped[map];
      const key = found == null ? alias.address.text : properAddress(found, alias.address);
      // A placeholder is nobody's address: a line that keeps it says how the name is written, no more.
      const keeps = found == null || found.email === null;
      if (!proper.has(key)) return;
      if (keeps && isPlaceholder(alias.address)) keyring.add(`${kind(alias)} ${key}\0${found?.name ?? alias.name}`, i);
      else keyring.add(`${kind(alias)} ${key}`, i);
    });
    yield* keyring.links('mailmap', 1);
  }
}

const properAddress = (mapped: MappedIdentity, written: Address) => mapped.email?.trim().toLowerCase() ?? written.text;

/** (b) The same real address, 0.95; an address of a function, or of a shared mailbox, only with the same name. */
export function* sameEmailLinks(aliases: readonly ReadAlias[]): Generator<AliasLink> {
  const shared = sharedMailboxes(aliases);
  const keyring = createKeyring();
  aliases.forEach((alias, i) => {
    const { address } = alias;
    if (isPlaceholder(address)) return;
    if (!isGenericLocal(address.local) && !shared.has(address.text)) keyring.add(`${kind(alias)} ${address.text}`, i);
    else if (alias.nameKey !== null) keyring.add(`${kind(alias)} ${address.text}\0${alias.nameKey}`, i);
  });
  yield* keyring.links('same-email', 0.95);
}

/** From this many full names that share no word at one address on, the address is a shared mailbox, not a person's. */
const UNRELATED_NAMES = 3;

/** One person's spellings, maiden name and nickname share words; people behind one mailbox don't. */
function sharedMailboxes(aliases: readonly ReadAlias[]): ReadonlySet<string> {
  const names = new Map<string, Set<string>>();
  for (const { address, nameKey } of aliases) {
    if (nameKey === null) continue;
    const held = names.get(address.text);
    if (held === undefined) names.set(address.text, new Set([nameKey]));
    else held.add(nameKey);
  }
  const shared = new Set<string>();
  for (const [address, held] of names) {
    if (held.size >= UNRELATED_NAMES && unrelatedGroups(held) >= UNRELATED_NAMES) shared.add(address);
  }
  return shared;
}

function unrelatedGroups(names: ReadonlySet<string>): number {
  const groups: Set<string>[] = [];
  for (const name of names) {
    const merged = new Set(name.split(' ').filter((word) => word.length > 1));
    for (let i = groups.length - 1; i >= 0; i -= 1) {
      const group = groups[i] as Set<string>;
      if (![...merged].some((word) => group.has(word))) continue;
      for (const word of group) merged.add(word);
      groups.splice(i, 1);
    }
    groups.push(merged);
  }
  return groups.length;
}

/**
 * (c) GitHub's no-reply addresses, 0.95: the same account number, or the same login. A login that appears with two account
 * numbers was given up and taken by somebody else: it joins nobody. With the full name equal too, the login also meets
 * a local part elsewhere, 0.9.
 */
export function* githubNoreplyLinks(aliases: readonly ReadAlias[]): Generator<AliasLink> {
  const accountsOfLogin = new Map<string, Set<string>>();
  for (const { account } of aliases) {
    if (account === null) continue;
    const held = accountsOfLogin.get(account.login) ?? new Set();
    if (account.accountId !== null) held.add(account.accountId);
    accountsOfLogin.set(account.login, held);
  }
  const certain = createKeyring();
  const named = createKeyring();
  aliases.forEach((alias, i) => {
    const { account, address, nameKey } = alias;
    if (account?.accountId != null) certain.add(`${kind(alias)} id ${account.accountId}`, i);
    const login = account?.login ?? address.local;
    const owners = accountsOfLogin.get(login);
    if (owners === undefined || owners.size > 1) return;
    if (account !== null) certain.add(`${kind(alias)} login ${login}`, i);
    if (nameKey !== null && !isGenericLocal(login)) named.add(`${kind(alias)} ${login}\0${nameKey}`, i);
  });
  yield* certain.links('github-noreply', 0.95);
  yield* named.links('github-noreply', 0.9);
}

/**
 * (d) The same full name and a similar address. The same local part at different domains: 0.9, or 0.7 where it is short or
 * one of the names alone. Both addresses spell the name: 0.85 in full (`ann.lee`), 0.75 shortened (`alee`) or with the help
 * of the domain (`ann@leecorp.org`). The name as a mailmap corrects it counts like the written one.
 */
export function* nameAndAddressLinks(aliases: readonly ReadAlias[]): Generator<AliasLink> {
  const strong = createKeyring();
  const weak = createKeyring();
  const spelled = new Map<string, { best: number; members: { alias: number; confidence: number }[] }>();
  aliases.forEach((alias, i) => {
    const { local, domain } = alias.address;
    if (alias.botReason !== null || isGenericLocal(local)) return;
    for (const key of nameKeysOf(alias)) {
      const spells = nameInLocalPart(key, local);
      (spells === 'one' || local.length < 4 ? weak : strong).add(`${key}\0${local}`, i);
      if (spells === 'none' || (spells === 'one' && !nameInDomain(key, local, domain))) continue;
      const member = { alias: i, confidence: spells === 'both' ? 0.85 : 0.75 };
      const held = spelled.get(key);
      if (held === undefined) spelled.set(key, { best: 0, members: [member] });
      else {
        held.members.push(member);
        const best = held.members[held.best] as typeof member;
        if (member.confidence > best.confidence) held.best = held.members.length - 1;
      }
    }
  });
  yield* strong.links('name-and-address', 0.9);
  yield* weak.links('name-and-address', 0.7);
  for (const [evidence, { best, members }] of spelled) {
    const hub = members[best] as (typeof members)[number];
    for (const { alias, confidence: spells } of members) {
      if (alias === hub.alias) continue;
      const confidence = Math.min(hub.confidence, spells);
      yield { a: hub.alias, b: alias, rule: 'name-and-address', confidence, evidence };
    }
  }
}

function nameKeysOf(alias: ReadAlias): Set<string> {
  const keys = new Set<string>();
  if (alias.nameKey !== null) keys.add(alias.nameKey);
  for (const mapped of alias.mapped) {
    const key = mapped?.name == null ? null : fullNameKey(mapped.name);
    if (key !== null) keys.add(key);
  }
  return keys;
}
