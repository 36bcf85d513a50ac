import { metricFields, type Unavailable } from '@trellis/service-kit/metric.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import { hiddenTeamMetric } from '@trellis/service-kit/team-metrics.ts';
import { ACTIVE_DAYS } from '../domain/active-authors.ts';
import type { AuthorshipRules } from '../domain/file-authorship.ts';
import { authorsOf, isOrphaned } from '../domain/ownership-tree.ts';
import { type Removal, truckFactor } from '../domain/truck-factor.ts';
import type { RepositoryBusFactorArgs, ResolversTypes } from '../generated/resolvers.ts';
import type { AuthorshipState } from '../store/authorship-cache.ts';
import { cleanPath, dayOf, filesOfPath, findAuthorship, noFiles, nothingToRead } from './find-authorship.ts';
import type { ServiceParts } from './service-parts.ts';

type BusFactor = Awaited<ResolversTypes['BusFactor']>;

const METHOD =
  'Truck factor (Avelino et al., ICPC 2016): the author of most files is removed again and again while at least half of the ' +
  'files have an author; people under a tenth of the first one’s files are not counted. Authors by degree of authorship ' +
  '(Fritz et al.): above 0.75 of the file’s highest, and at least 3.293 or a creator of the file.';
const RENAMES =
  'Renames are followed by path, as the published tool does: a path that was renamed away and made anew hands on its later history too.';

/** The bus factor of a repository, a directory or a file. */
export async function resolveBusFactor(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  args: Partial<RepositoryBusFactorArgs>,
): Promise<BusFactor> {
  const rules: AuthorshipRules = { aliases: args.aliases ?? 'PERSON', coAuthors: args.coAuthors ?? 'FULL' };
  const state = await findAuthorship(parts, context, repositoryId, args.state, rules);
  if (state === undefined) return missing(nothingToRead(args.state), context.now);
  const path = cleanPath(args.path);
  const files = filesOfPath(state.authorship, path, args.files ?? 'SOURCE');
  const none = noFiles(path, files, args.files ?? 'SOURCE');
  if (files === undefined || none !== undefined) return missing(none as Unavailable, state.generation.asOf);
  return busFactorOf(state, files, { historical: args.historical ?? false, without: args.without ?? null });
}

/** The bus factor over the files at least one of a team's people is an author of; nobody else counts. */
export async function resolveTeamBusFactor(
  parts: ServiceParts,
  context: ResolverContext,
  repositoryId: string,
  { id, memberIds }: { readonly id: string; readonly memberIds: readonly string[] },
  selection: 'SOURCE' | 'ALL',
): Promise<BusFactor> {
  const hidden = hiddenTeamMetric(context.viewer, id, memberIds.length);
  if (hidden !== null) return missing(hidden, context.now);
  const state = await findAuthorship(parts, context, repositoryId);
  if (state === undefined) return missing(nothingToRead(), context.now);
  const { authorship, generation } = state;
  const members = new Set(authorship.authors.flatMap(({ id }, author) => (memberIds.includes(id) ? [author] : [])));
  const counted = filesOfPath(authorship, '', selection) as Int32Array;
  const files = counted.filter((file) => authorsOf(authorship, file).some((author) => members.has(author)));
  if (files.length === 0) {
    const reason = { code: 'NO_FILES', reason: 'Nobody in the team is an author of a file here.' };
    return missing(
      { ...reason, remedy: 'Add the people who wrote it, or ask for another repository.' },
      generation.asOf,
    );
  }
  return busFactorOf(state, files, { historical: false, without: null, only: members });
}

interface Who {
  /** Everybody who ever wrote, not only the active. */
  readonly historical: boolean;
  /** Ids of people who are assumed gone; null: nobody is asked about. */
  readonly without: readonly string[] | null;
  /** Nobody else counts. */
  readonly only?: ReadonlySet<number>;
}

function busFactorOf(state: AuthorshipState, files: Int32Array, who: Who): BusFactor {
  const { authorship, active, generation } = state;
  const gone = peopleGone(state, who.without ?? []);
  const stays = (author: number) => !gone.authors.has(author) && (who.only?.has(author) ?? true);
  const among = (historical: boolean) =>
    truckFactor(authorship, files, (author) => (historical || active[author] === true) && stays(author));
  const asked = among(who.historical);
  const step = (removal: Removal) => toStep(state, removal);
  const { orphaned, unauthored } = countOrphaned(state, files);
  return {
    value: asked.value,
    historicalValue: who.historical ? asked.value : among(true).value,
    files: files.length,
    removed: asked.removed.map(step),
    pruned: asked.pruned.map(step),
    curve: asked.curve.map(step),
    coverageLeft: asked.coverageLeft,
    orphanedShare: orphaned / files.length,
    filesLostWithout: who.without === null ? null : files.length - asked.coveredFiles,
    ...metricFields({
      asOf: generation.asOf,
      sampleSize: files.length,
      unit: 'files',
      method: `${METHOD} ${who.historical ? 'Among everybody who ever wrote.' : `Among people with a commit in the workspace in the last ${ACTIVE_DAYS} days; the others count as gone.`}`,
      limitations: [
        RENAMES,
        ...(authorship.rules.aliases === 'EMAIL_NAME'
          ? ['Authors are told apart by e-mail and name alone; bots count.']
          : []),
        ...(unauthored > 0
          ? [`${unauthored} of the files have no author: no commit or only bots’ commits changed them.`]
          : []),
        ...(gone.unknown > 0 ? [`${gone.unknown} of the people given in without wrote nothing here.`] : []),
      ],
    }),
  };
}

function peopleGone(
  { authorship }: AuthorshipState,
  ids: readonly string[],
): { authors: Set<number>; unknown: number } {
  const authorOf = new Map<string, number>();
  authorship.authors.forEach(({ id, aliasIds }, author) => {
    if (authorship.rules.aliases === 'PERSON') authorOf.set(id, author);
    else for (const aliasId of aliasIds) authorOf.set(aliasId, author);
  });
  const found = ids.map((id) => authorOf.get(id));
  const authors = new Set(found.filter((author) => author !== undefined));
  return { authors, unknown: found.filter((author) => author === undefined).length };
}

function countOrphaned({ authorship, active }: AuthorshipState, files: Int32Array) {
  let orphaned = 0;
  let unauthored = 0;
  for (const file of files) {
    const authors = authorsOf(authorship, file);
    if (authors.length === 0) unauthored++;
    else if (isOrphaned(authors, active)) orphaned++;
  }
  return { orphaned, unauthored };
}

function toStep(
  { authorship, active }: AuthorshipState,
  { author, files, coverageAfter }: Removal,
): BusFactor['curve'][number] {
  const { id, aliasId, lastAt } = authorship.authors[author] as (typeof authorship.authors)[number];
  return {
    developer: authorship.rules.aliases === 'PERSON' ? { id } : null,
    alias: { id: aliasId },
    files,
    coverageAfter,
    lastActiveOn: dayOf(lastAt),
    isActive: active[author] as boolean,
  };
}

function missing(reason: Unavailable, asOf: Date): BusFactor {
  return {
    value: null,
    historicalValue: null,
    files: 0,
    removed: [],
    pruned: [],
    curve: [],
    coverageLeft: null,
    orphanedShare: null,
    filesLostWithout: null,
    ...metricFields({
      asOf,
      sampleSize: 0,
      unit: 'files',
      method: METHOD,
      limitations: [RENAMES],
      unavailable: reason,
    }),
  };
}
