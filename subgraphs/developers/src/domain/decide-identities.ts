import { developerIdOf } from './developer-ids.ts';
import { createSurvivals, type HandDecision } from './hand-decisions.ts';
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
  /** What was decided by hand and is in force, in the order in which it was decided. */
  readonly byHand: readonly HandDecision[];
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
}

/** Decides anew whose every alias is, under which id, and by which name the person is shown. */
export function decideIdentities(input: IdentityInput): IdentityDecisions {
  const written = new Map(input.aliases.map((alias) => [alias.id, alias]));
  const aliases: DecidedIdentity[] = [];
  const developers: DecidedDeveloper[] = [];
  const survivalOf = createSurvivals(input.byHand);
  for (const person of decidePersons(input.aliases, input.mailmaps, input.byHand)) {
    const members = person.map((alias) => {
      const { name, nameHash, emailHash, firstAt } = written.get(alias.id) as IdentityInput['aliases'][number];
      return { ...alias, name, nameHash, emailHash, firstAt };
    });
    const survival = survivalOf(members.map(({ id }) => id));
    const developerId = developerIdOf(members, survival);
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
      survival,
    );
    developers.push({ developerId, shownAliasId, isBot: members.every(({ botReason }) => botReason !== null) });
  }
  return {
    aliases: aliases.sort((a, b) => (a.aliasId < b.aliasId ? -1 : 1)),
    developers,
  };
}
