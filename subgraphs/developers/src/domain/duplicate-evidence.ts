import {
  type Address,
  isGenericLocal,
  isPlaceholder,
  readAddress,
  readGitHubNoreply,
} from '@trellis/people/address.ts';
import { nameWords } from '@trellis/people/name-words.ts';
import { fullNameKey, nameInLocalPart } from './person-name.ts';

export type DuplicateEvidenceKind =
  | 'SAME_NAME'
  | 'SIMILAR_NAME'
  | 'SAME_LOGIN'
  | 'SIMILAR_ADDRESS'
  | 'DISJOINT_PERIODS'
  | 'OVERLAPPING_PERIODS'
  | 'CREDITED_TOGETHER'
  | 'DIFFERENT_ACCOUNTS';

export interface DuplicateEvidence {
  readonly kind: DuplicateEvidenceKind;
  /** In words. */
  readonly text: string;
  /** False: it speaks against. */
  readonly supports: boolean;
  /**
   * Supporting: 0..1, how sure it alone would make that two people are one. Against: 0..1, how much of that it leaves. The
   * weights order what a person looks at; nothing is decided by them.
   */
  readonly weight: number;
}

/** A person as far as likeness to another one goes. */
export interface LikenessOf {
  readonly aliases: readonly { readonly name: string; readonly email: string }[];
  /** Local days of the first and last counted commit; null: none in current states. */
  readonly period: { readonly from: string; readonly to: string } | null;
}

/** A person's names and addresses, read once. */
export interface ReadLikeness {
  /** Full names by key. */
  readonly names: ReadonlyMap<string, string>;
  /** Names with an initial for one of the words, by key: `a lee`. */
  readonly shortNames: ReadonlyMap<string, string>;
  /** Logins: of GitHub accounts, local parts of addresses, names of one word. */
  readonly logins: ReadonlySet<string>;
  readonly addresses: readonly Address[];
  /** GitHub account numbers. */
  readonly accounts: ReadonlySet<string>;
  readonly period: LikenessOf['period'];
}

/** Shorter ones are initials and first names. */
const LEAST_LOGIN = 4;
const LEAST_WORD = 3;

export function readLikeness({ aliases, period }: LikenessOf): ReadLikeness {
  const names = new Map<string, string>();
  const shortNames = new Map<string, string>();
  const logins = new Set<string>();
  const addresses: Address[] = [];
  const accounts = new Set<string>();
  for (const { name, email } of aliases) {
    const key = fullNameKey(name);
    if (key !== null) names.set(key, name.trim());
    const words = nameWords(name);
    if (key === null && words.some((word) => word.length === 1) && words.some((word) => word.length >= LEAST_WORD))
      shortNames.set(words.join(' '), name.trim());
    const address = readAddress(email);
    const account = readGitHubNoreply(address);
    if (account?.accountId != null) accounts.add(account.accountId);
    if (!isPlaceholder(address) && !isGenericLocal(address.local)) addresses.push(address);
    for (const login of [account?.login ?? address.local, words.length === 1 ? words[0] : undefined])
      if (login !== undefined && login.length >= LEAST_LOGIN && !isGenericLocal(login)) logins.add(login);
  }
  return { names, shortNames, logins, addresses, accounts, period };
}

/** What says that two people are one, and what against it: strongest first, what speaks against last. */
export function evidenceBetween(a: ReadLikeness, b: ReadLikeness, creditedTogether: number): DuplicateEvidence[] {
  const found = [nameEvidence(a, b), loginEvidence(a, b), addressEvidence(a, b) ?? addressEvidence(b, a)];
  const likeness = found.filter((one) => one !== undefined);
  if (likeness.length === 0) return [];
  const against = [periodEvidence(a, b), togetherEvidence(creditedTogether), accountEvidence(a, b)];
  return [...likeness, ...against.filter((one) => one !== undefined)].sort(
    (x, y) => Number(y.supports) - Number(x.supports) || (x.supports ? y.weight - x.weight : x.weight - y.weight),
  );
}

/** 0..1: that at least one of the supporting reasons is right, less what speaks against. */
export function confidenceOf(evidence: readonly DuplicateEvidence[]): number {
  const wrong = evidence.reduce((all, { supports, weight }) => (supports ? all * (1 - weight) : all), 1);
  const left = evidence.reduce((all, { supports, weight }) => (supports ? all : all * weight), 1);
  return Math.round((1 - wrong) * left * 100) / 100;
}

function nameEvidence(a: ReadLikeness, b: ReadLikeness): DuplicateEvidence | undefined {
  for (const [key, name] of a.names) {
    if (b.names.has(key)) return { kind: 'SAME_NAME', text: `Both sign as “${name}”.`, supports: true, weight: 0.7 };
  }
  for (const [key, name] of [...a.names, ...a.shortNames]) {
    for (const [otherKey, other] of [...b.names, ...b.shortNames]) {
      if (!similarNames(key.split(' '), otherKey.split(' '))) continue;
      return { kind: 'SIMILAR_NAME', text: `“${name}” and “${other}” may be one name.`, supports: true, weight: 0.45 };
    }
  }
  return undefined;
}

/** The same words in another order, with more or fewer in between, or with an initial for one of them. */
function similarNames(a: readonly string[], b: readonly string[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const inFull = few.filter((word) => many.includes(word));
  if (inFull.length === few.length) return true;
  const rest = few.filter((word) => !many.includes(word));
  const open = many.filter((word) => !few.includes(word));
  if (inFull.every((word) => word.length < 2)) return false;
  return rest.every((word) => open.some((other) => word[0] === other[0] && (word.length === 1 || other.length === 1)));
}

function loginEvidence(a: ReadLikeness, b: ReadLikeness): DuplicateEvidence | undefined {
  const shared = [...a.logins].filter((login) => b.logins.has(login)).sort((x, y) => y.length - x.length)[0];
  if (shared === undefined) return undefined;
  // A login made of a first name alone says little.
  const isName = [...a.names.keys(), ...b.names.keys()].some((key) => key.split(' ').includes(shared));
  const text = `Both go by “${shared}”, as a login, a short name or before the @.`;
  return { kind: 'SAME_LOGIN', text, supports: true, weight: isName ? 0.3 : 0.55 };
}

/** An address of `b` spells a name of `a`. */
function addressEvidence(a: ReadLikeness, b: ReadLikeness): DuplicateEvidence | undefined {
  for (const [key, name] of a.names) {
    if (b.names.has(key)) continue;
    for (const { local, text: written } of b.addresses) {
      const spells = nameInLocalPart(key, local);
      if (spells !== 'both' && spells !== 'initial') continue;
      const text = `The address “${written}” spells the name “${name}”.`;
      return { kind: 'SIMILAR_ADDRESS', text, supports: true, weight: spells === 'both' ? 0.5 : 0.4 };
    }
  }
  return undefined;
}

function periodEvidence({ period: a }: ReadLikeness, { period: b }: ReadLikeness): DuplicateEvidence | undefined {
  if (a === null || b === null) return undefined;
  const [earlier, later] = a.from <= b.from ? [a, b] : [b, a];
  if (earlier.to < later.from) {
    const text = `One committed until ${earlier.to}, the other from ${later.from} on.`;
    return { kind: 'DISJOINT_PERIODS', text, supports: true, weight: 0.25 };
  }
  const [to] = [earlier.to, later.to].sort();
  const text = `Both committed between ${later.from} and ${to}.`;
  return { kind: 'OVERLAPPING_PERIODS', text, supports: false, weight: 0.85 };
}

function togetherEvidence(commits: number): DuplicateEvidence | undefined {
  if (commits === 0) return undefined;
  const text = commits === 1 ? 'One commit names both.' : `${commits} commits name both.`;
  return { kind: 'CREDITED_TOGETHER', text, supports: false, weight: 0.3 };
}

function accountEvidence(a: ReadLikeness, b: ReadLikeness): DuplicateEvidence | undefined {
  if (a.accounts.size === 0 || b.accounts.size === 0 || [...a.accounts].some((one) => b.accounts.has(one)))
    return undefined;
  return { kind: 'DIFFERENT_ACCOUNTS', text: 'They have different GitHub accounts.', supports: false, weight: 0.6 };
}
