import type { Pool } from '@trellis/database/pool.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { botCreditSets } from '@trellis/projection/credit-sets.ts';
import { currentGenerations } from '@trellis/projection/readable-generations.ts';
import { readFirst } from '@trellis/service-kit/connection.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { wordsByTerm } from '../domain/terms.ts';
import { readSimilarWork } from '../store/similar-work.ts';

/** Longest text that is looked up, and how many of its terms. */
const MAX_LENGTH = 20_000;
const MAX_TERMS = 100;

/**
 * People whose past commits read like a text, best match first.
 * @throws CodedError BAD_INPUT for a text over 20,000 characters
 */
export async function resolveSimilarWork(
  pool: Pool,
  context: ResolverContext,
  given: { readonly text: string; readonly repositoryId?: string | null | undefined; readonly first: number },
) {
  const first = readFirst(given.first);
  if (given.text.length > MAX_LENGTH)
    throw new CodedError('BAD_INPUT', `text must be at most ${MAX_LENGTH} characters long.`, { field: 'text' });
  const words = wordsByTerm(given.text);
  const terms = [...words.keys()].slice(0, MAX_TERMS);
  if (terms.length === 0) return [];
  const { workspaceId } = context.viewer;
  const only = given.repositoryId == null ? undefined : [given.repositoryId];
  const matches = await inWorkspace(pool, workspaceId, async (db) => {
    const generations = (await currentGenerations(db, workspaceId, only)).map((one) => one.generation);
    if (generations.length === 0) return [];
    const except = await botCreditSets(db, workspaceId);
    return readSimilarWork(db, { workspaceId, generations, terms, except, limit: first });
  });
  return matches.map((match) => ({
    developer: { id: match.developerId },
    score: match.score,
    matchingCommits: match.commits,
    shas: match.shas,
    terms: match.terms.map((term) => words.get(term) as string),
  }));
}
