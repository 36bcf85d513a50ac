import { developerIdOf } from './developer-ids.ts';
import { belongings, decidePersons, type IdentityRule } from './identity-rules.ts';
import type { MailmapEntry } from './mailmap.ts';
import { shownAlias } from './shown-name.ts';

/** Everything a decision is made of. */
export interface IdentityInput {
  readonly aliases: readonly {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly nameHash: string | null;
    readonly emailHash: string | null;
    readonly firstAt: number;
  }[];
  /** The lines of each repository's mailmap, in a fixed order of repositories. */
  readonly mailmaps: readonly (readonly MailmapEntry[])[];
  /** Developer ids given out before: in use, and redirecting. */
  readonly live: ReadonlySet<string>;
  readonly redirected: ReadonlySet<string>;
  /** Counted commits by alias; only the shown name depends on them. */
  readonly commits: ReadonlyMap<string, { readonly commits: number; readonly lastAt: number }>;
}

export interface DecidedIdentity {
  readonly aliasId: string;
  readonly developerId: string;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  readonly isBot: boolean;
  readonly botReason: string | null;
  readonly properName: string | null;
  readonly rule: IdentityRule;
  readonly confidence: number;
}

export interface DecidedDeveloper {
  readonly developerId: string;
  readonly shownAliasId: string;
  readonly isBot: boolean;
}

export interface IdentityDecisions {
  /** One for each alias, sorted by alias id. */
  readonly aliases: readonly DecidedIdentity[];
  readonly developers: readonly DecidedDeveloper[];
  /** Ids given out before whose person is known under another id now. */
  readonly redirects: ReadonlyMap<string, string>;
}

/** Decides anew whose every alias is, under which id, and by which name the person is shown. */
export function decideIdentities(input: IdentityInput): IdentityDecisions {
  const written = new Map(input.aliases.map((alias) => [alias.id, alias]));
  const aliases: DecidedIdentity[] = [];
  const developers: DecidedDeveloper[] = [];
  for (const person of decidePersons(input.aliases, input.mailmaps)) {
    const members = person.map((alias) => {
      const { name, nameHash, emailHash, firstAt } = written.get(alias.id) as IdentityInput['aliases'][number];
      return { ...alias, name, nameHash, emailHash, firstAt };
    });
    const developerId = developerIdOf(members, input);
    const why = belongings(person, developerId);
    for (const { id, nameHash, emailHash, botReason, properName } of members) {
      const { rule, confidence } = why.get(id) as { rule: IdentityRule; confidence: number };
      aliases.push({
        aliasId: id,
        developerId,
        nameHash,
        emailHash,
        isBot: botReason !== null,
        botReason,
        properName,
        rule,
        confidence,
      });
    }
    const shownAliasId = shownAlias(
      members.map(({ id, name, properName }) => {
        const { commits, lastAt } = input.commits.get(id) ?? { commits: 0, lastAt: 0 };
        return { aliasId: id, name, properName, commits, lastAt };
      }),
    );
    developers.push({ developerId, shownAliasId, isBot: members.every(({ botReason }) => botReason !== null) });
  }
  return {
    aliases: aliases.sort((a, b) => (a.aliasId < b.aliasId ? -1 : 1)),
    developers,
    redirects: redirectsOf(aliases, input),
  };
}

/** An id is an alias's id, so the person who has that alias now is who it leads to. */
function redirectsOf(aliases: readonly DecidedIdentity[], { live, redirected }: IdentityInput): Map<string, string> {
  const redirects = new Map<string, string>();
  for (const { aliasId, developerId } of aliases) {
    if (aliasId !== developerId && (live.has(aliasId) || redirected.has(aliasId))) redirects.set(aliasId, developerId);
  }
  return redirects;
}
