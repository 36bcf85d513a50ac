import { readAddress } from '@trellis/people/address.ts';
import { evidenceBetween, readLikeness } from './duplicate-evidence.ts';
import type { Mailmap } from './mailmap.ts';

/** What whoever decides should know before. */
export interface IdentityWarning {
  readonly code: string;
  readonly message: string;
}

/** A person as names and addresses. */
type Written = readonly { readonly name: string; readonly email: string }[];

/** People who would become one. */
export interface MergeFacts {
  readonly people: readonly Written[];
  /** Commits that name more than one of them, and days on which more than one of them committed. */
  readonly commitsTogether: number;
  readonly daysTogether: number;
  readonly mailmaps: readonly Mailmap[];
}

/** What speaks against people being one. */
export function mergeWarnings({ people, commitsTogether, daysTogether, mailmaps }: MergeFacts): IdentityWarning[] {
  const likenesses = people.map((aliases) => readLikeness({ aliases, period: null }));
  const [survivor, ...others] = likenesses;
  const accounts = likenesses.map((one) => [...one.accounts]).filter((ids) => ids.length > 0);
  const isAlike = others.every((one, i) =>
    [survivor, ...others.slice(0, i)].some((other) => other && evidenceBetween(other, one, 0).length > 0),
  );
  const mailmapDisagrees = mailmaps.some((mailmap) => {
    const owners = people.map((aliases) => properAddresses(aliases, mailmap)).filter((found) => found.size > 0);
    return owners.slice(1).some((found) => found.isDisjointFrom(owners[0] as Set<string>));
  });
  const warnings: (IdentityWarning | false)[] = [
    commitsTogether > 0 && {
      code: 'CREDITED_TOGETHER',
      message: `${countOf(commitsTogether, 'commit names', 'commits name')} more than one of them, as if they had worked together.`,
    },
    daysTogether > 0 && {
      code: 'ACTIVE_ON_SAME_DAYS',
      message: `They committed on the same day ${countOf(daysTogether, 'time', 'times')}.`,
    },
    new Set(accounts.flat()).size > 1 &&
      accounts.length > 1 && {
        code: 'TWO_ACCOUNTS',
        message: 'They have different GitHub accounts.',
      },
    mailmapDisagrees && { code: 'MAILMAP_DISAGREES', message: 'A .mailmap gives them different addresses.' },
    !isAlike && { code: 'NOTHING_IN_COMMON', message: 'Neither their names nor their addresses are alike.' },
  ];
  return warnings.filter((one) => one !== false);
}

/** What speaks against aliases being somebody else's. */
export function splitWarnings(
  [stays = [], leaves = []]: readonly Written[],
  mailmaps: readonly Mailmap[],
): IdentityWarning[] {
  const isOne = mailmaps.some((mailmap) => {
    const [one, other] = [properAddresses(stays, mailmap), properAddresses(leaves, mailmap)];
    const written = (aliases: Written) => new Set(aliases.map(({ email }) => readAddress(email).text));
    return !one.isDisjointFrom(other.union(written(leaves))) || !other.isDisjointFrom(written(stays));
  });
  return isOne ? [{ code: 'MAILMAP_DISAGREES', message: 'A .mailmap says that they are one.' }] : [];
}

/** The addresses that a mailmap puts in the place of those written. */
function properAddresses(aliases: Written, mailmap: Mailmap): Set<string> {
  const found = aliases.map(({ name, email }) => mailmap.find(name, email)?.email);
  return new Set(found.flatMap((email) => (email == null ? [] : [readAddress(email).text])));
}

/** What the rules do on their own account once it is decided. */
export function rulesJoin(aliases: number): IdentityWarning[] {
  if (aliases === 0) return [];
  const message = `By the rules ${countOf(aliases, 'further alias changes', 'further aliases change')} hands with it.`;
  return [{ code: 'RULES_JOIN', message }];
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
