import type { IdentityDecisions } from './decide-identities.ts';
import { ERASED_NAME } from './erased-person.ts';
import { shownAlias } from './shown-name.ts';

/** An emptied alias, and the nameless person it counts as. */
export interface ErasedAlias {
  readonly id: string;
  readonly developerId: string;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  readonly botReason: string | null;
}

/** Adds the erased people, of whom nothing is written that rules could decide by: whose an emptied alias is stays. */
export function withErasedPeople(
  decided: IdentityDecisions,
  erased: readonly ErasedAlias[],
  commits: ReadonlyMap<string, { readonly commits: number; readonly lastAt: number }>,
): IdentityDecisions {
  if (erased.length === 0) return decided;
  const aliases = erased.map(({ id, developerId, nameHash, emailHash, botReason }) => ({
    aliasId: id,
    developerId,
    nameHash,
    emailHash,
    isBot: botReason !== null,
    botReason,
    properName: ERASED_NAME,
    rule: 'own' as const,
    confidence: 1,
  }));
  const developers = [...Map.groupBy(aliases, (alias) => alias.developerId)].map(([developerId, members]) => ({
    developerId,
    shownAliasId: shownAlias(
      members.map(({ aliasId, properName }) => {
        const { commits: count, lastAt } = commits.get(aliasId) ?? { commits: 0, lastAt: 0 };
        return { aliasId, name: '', properName, commits: count, lastAt };
      }),
    ),
    isBot: members.every(({ isBot }) => isBot),
  }));
  return {
    aliases: [...decided.aliases, ...aliases].sort((a, b) => (a.aliasId < b.aliasId ? -1 : 1)),
    developers: [...decided.developers, ...developers],
  };
}
