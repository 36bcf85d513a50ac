import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { createSurvivals } from '../domain/hand-decisions.ts';
import { shownAlias } from '../domain/shown-name.ts';
import { commitsByAlias, lockIdentities, nameCandidates, saveShownAliases } from '../store/identities.ts';
import { handDecisions } from '../store/identity-decisions.ts';

/**
 * Chooses anew by which alias each person is shown, as commits came or went; part of making a state readable. Whose an
 * alias is stays: that is decided by resolveIdentities alone, which tells the other subgraphs.
 */
export async function chooseShownNames(db: WorkspaceClient, workspaceId: string): Promise<void> {
  await lockIdentities(db, workspaceId);
  const candidates = await nameCandidates(db, workspaceId);
  const commits = await commitsByAlias(db, workspaceId);
  const survivalOf = createSurvivals(await handDecisions(db, workspaceId));
  const changed = new Map<string, string>();
  for (const [developerId, aliases] of Map.groupBy(candidates, (one) => one.developerId)) {
    const named = aliases.map((alias) => ({ ...alias, ...(commits.get(alias.aliasId) ?? { commits: 0, lastAt: 0 }) }));
    const shownAliasId = shownAlias(named, survivalOf(named.map(({ aliasId }) => aliasId)));
    if (shownAliasId !== aliases[0]?.shownAliasId) changed.set(developerId, shownAliasId);
  }
  await saveShownAliases(db, workspaceId, changed);
}
