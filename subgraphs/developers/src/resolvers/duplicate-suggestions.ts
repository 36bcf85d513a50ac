import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import { type DuplicateSuggestion, pairKey, suggestDuplicates } from '../domain/suggest-duplicates.ts';
import type { DuplicateSuggestionResolvers, QueryResolvers } from '../generated/resolvers.ts';
import { readCandidates, readCreditedTogether, readKnownPairs } from '../store/likeness.ts';
import { loadersOf, type Pool } from './loaders.ts';

/** Pairs of people who may be one, found anew for each page: what was decided meanwhile is gone. */
export function resolveDuplicateSuggestions(pool: Pool): NonNullable<QueryResolvers['duplicateSuggestions']> {
  return async (_, args, { viewer: { workspaceId } }) => {
    const first = readFirst(args.first, 20);
    const after = readCursor(args.after, ['number', 'string']);
    const all = await inWorkspace(pool, workspaceId, async (db) => {
      const candidates = await readCandidates(db, workspaceId);
      const known = await readKnownPairs(db, workspaceId);
      return suggestDuplicates(candidates, known, await readCreditedTogether(db, workspaceId));
    });
    const rest = after === undefined ? all : all.filter((one) => comesAfter(one, after));
    return { ...toConnection(rest.slice(0, first + 1), first, placeOf), totalCount: all.length };
  };
}

export function duplicateSuggestionResolvers(pool: Pool): DuplicateSuggestionResolvers {
  return {
    developers: async ({ developerIds }, _, context) => {
      const found = await Promise.all(developerIds.map((id) => loadersOf(pool, context).developer(id)));
      return found.filter((developer) => developer !== null);
    },
  };
}

function placeOf({ confidence, developerIds: [a, b] }: DuplicateSuggestion): [number, string] {
  return [confidence, pairKey(a, b)];
}

function comesAfter(one: DuplicateSuggestion, [confidence, key]: [number, string]): boolean {
  const [itsConfidence, itsKey] = placeOf(one);
  return itsConfidence < confidence || (itsConfidence === confidence && itsKey > key);
}
