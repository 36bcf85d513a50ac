import { readCursor, readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { type Knowledge, knowledgeOf, reasonsOf } from '../domain/knowledge.ts';
import type { RepositoryKnowledgeArgs, ResolversTypes } from '../generated/resolvers.ts';
import type { AuthorshipState } from '../store/authorship-cache.ts';
import { cleanPath, dayOf, filesOfPath, findAuthorship, noFiles, nothingToRead } from './find-authorship.ts';
import type { ServiceParts } from './service-parts.ts';

type KnowledgeConnection = Awaited<ResolversTypes['KnowledgeConnection']>;

const METHOD =
  'Degree of authorship (Fritz et al.; weights of Avelino et al. 2016): 3.293 + 1.098 for a creator + 0.164 for each change ' +
  '− 0.321 · ln(1 + changes by others), over the file’s history through its renames; for a directory the sum over its files. Bots are left out.';

/** Who knows a file or the files below a directory, most knowledgeable first. */
export async function resolveKnowledge(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  args: Partial<RepositoryKnowledgeArgs>,
): Promise<KnowledgeConnection> {
  const first = readFirst(args.first, 20);
  const after = readCursor(args.after, ['number', 'string']);
  const selection = args.files ?? 'SOURCE';
  const state = await findAuthorship(parts, context, repositoryId, args.state);
  const path = cleanPath(args.path);
  const files = state && filesOfPath(state.authorship, path, selection);
  const unavailable = state === undefined ? nothingToRead(args.state) : noFiles(path, files, selection);
  if (state === undefined || files === undefined || unavailable !== undefined) {
    const asOf = (state?.generation.asOf ?? context.now).toISOString();
    return {
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
      files: 0,
      unavailable: unavailable ?? null,
      asOf,
      method: METHOD,
    };
  }
  const now = state.generation.kind === 'past' ? state.at : context.now.getTime() / 1000;
  const people = knowledgeOf(state.authorship, files).map((knowledge) => describe(state, knowledge, files.length, now));
  const rest = after === undefined ? people : people.filter((one) => comesAfter(one, after));
  return {
    ...toConnection(rest.slice(0, first + 1), first, (one) => [one.degreeOfAuthorship, one.developer.id]),
    files: files.length,
    unavailable: null,
    asOf: state.generation.asOf.toISOString(),
    method: METHOD,
  };
}

function describe({ authorship, active }: AuthorshipState, knowledge: Knowledge, files: number, now: number) {
  const { author, degree, lastAt, ...counts } = knowledge;
  const isActive = active[author] as boolean;
  return {
    ...counts,
    developer: { id: authorship.authors[author]?.id as string },
    degreeOfAuthorship: degree,
    lastChangedOn: dayOf(lastAt),
    isActive,
    reasons: reasonsOf(knowledge, files, isActive, now),
  };
}

function comesAfter(one: ReturnType<typeof describe>, [degree, id]: readonly [number, string]): boolean {
  return one.degreeOfAuthorship < degree || (one.degreeOfAuthorship === degree && one.developer.id > id);
}
