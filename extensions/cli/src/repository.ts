import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Checkout, checkoutAt, commitAt, isRemote, pathBelow } from './checkout.ts';
import { Failure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import type { ChosenRepositoryFragment, RepositoryNamesQuery } from './generated/graphql.ts';
import { followRuns, startImports } from './import-and-follow.ts';
import type { Session } from './session.ts';
import { plainText } from './terminal/text.ts';

/** What a read command is about. */
export interface ChosenRepository {
  readonly id: string;
  /** As written by whoever named the folder: make it plain before printing. */
  readonly name: string;
  readonly branch: string | null;
  readonly headSha: string;
  readonly headCommittedAt: string | null;
  readonly importedAt: string | null;
  /** A path given by the user, as the graph wants it. */
  readonly pathOf: (path: string) => string;
  /** What to throw where the graph no longer knows it. */
  readonly gone: () => Failure;
}

export interface RepositoryOptions {
  /** Path or URL; undefined: the repository of the current folder. */
  readonly repo?: string;
  /** False: never import, not even a repository that was named. */
  readonly import: boolean;
}

graphql(`
  fragment ChosenRepository on Repository {
    id
    name
    kind
    branch
    headSha
    headCommittedAt
    importedAt
    latestImport { id state }
  }
`);

const RepositoryAt = graphql(`
  query RepositoryAt($location: String!) {
    repositoryAt(location: $location) { ...ChosenRepository }
  }
`);

const RepositoryNames = graphql(`
  query RepositoryNames($after: String) {
    repositories(first: 100, after: $after) {
      edges { node { ...ChosenRepository } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/**
 * The repository of a read command: the one named, else the one of the current folder. A named one that Trellis doesn't
 * know is imported first; an import that is under way is waited for.
 * @throws Failure NOT_A_REPOSITORY, NOT_IMPORTED, or why its import failed
 */
export async function chooseRepository(session: Session, options: RepositoryOptions): Promise<ChosenRepository> {
  const place = placeOf(session, options.repo);
  const known = await knownRepository(session, place);
  const ready = known?.headSha ? known : await bringIn(session, place, known, options);
  if (place.checkout !== undefined) hintAtNewerHead(session, place.checkout, ready);
  return {
    id: ready.id,
    name: ready.name,
    branch: ready.branch,
    headSha: ready.headSha ?? '',
    headCommittedAt: ready.headCommittedAt,
    importedAt: ready.importedAt,
    pathOf: (path) =>
      pathBelow(place.checkout?.root, path, place.isNamed || place.checkout?.isBare ? undefined : session.cwd),
    gone: () =>
      new Failure('NOT_FOUND', `${plainText(ready.name)} is gone.`, {
        remedy: '`trellis status` shows what is there.',
      }),
  };
}

/**
 * A repository as `--json` shows it.
 * @param until the day of a past state, whose head is another one than the analysed
 */
export function repositoryJson({ id, name, headSha }: ChosenRepository, until: string | undefined) {
  return { id, name, headSha: until === undefined ? headSha : null };
}

/** As chooseRepository, where a command also has an answer without a repository: undefined outside of any known repository. */
export async function chooseRepositoryOrAll(
  session: Session,
  options: RepositoryOptions & { readonly all?: boolean },
): Promise<ChosenRepository | undefined> {
  if (options.all) return undefined;
  if (options.repo === undefined && checkoutAt(session.cwd) === undefined) return undefined;
  return chooseRepository(session, options);
}

/** The repository of a command that changes something there: named, or of the current folder; never imported by this. */
export async function knownRepositoryOf(session: Session, repo: string | undefined): Promise<ChosenRepositoryFragment> {
  const place = placeOf(session, repo);
  const known = await knownRepository(session, place);
  if (known === undefined) throw notImported(place);
  return known;
}

/** What the graph is asked for: a URL, or an absolute path. */
interface Place {
  readonly location: string;
  /** As the user would write it in a command. */
  readonly shown: string;
  readonly isNamed: boolean;
  readonly isRemote: boolean;
  readonly checkout: Checkout | undefined;
}

function placeOf({ cwd }: Session, repo: string | undefined): Place {
  if (repo === undefined) {
    const checkout = checkoutAt(cwd);
    if (checkout === undefined) {
      throw new Failure('NOT_A_REPOSITORY', `${cwd} is not in a git repository.`, {
        remedy: 'Go to one, or name one: --repo PATH_OR_URL.',
      });
    }
    return { location: checkout.root, shown: checkout.root, isNamed: false, isRemote: false, checkout };
  }
  if (isRemote(repo, cwd)) return { location: repo, shown: repo, isNamed: true, isRemote: true, checkout: undefined };
  const path = resolve(cwd, repo);
  const checkout = existsSync(path) ? checkoutAt(statSync(path).isDirectory() ? path : dirname(path)) : undefined;
  return { location: checkout?.root ?? path, shown: repo, isNamed: true, isRemote: false, checkout };
}

async function knownRepository(session: Session, place: Place): Promise<ChosenRepositoryFragment | undefined> {
  const { repositoryAt } = await session.ask(RepositoryAt, { location: place.location });
  if (repositoryAt) return repositoryAt;
  const main = place.checkout?.mainRoot;
  if (main !== undefined) return (await session.ask(RepositoryAt, { location: main })).repositoryAt ?? undefined;
  const couldBeName = place.isNamed && !place.isRemote && !existsSync(place.location);
  return couldBeName ? repositoryNamed(session, place.shown) : undefined;
}

/** A repository imported from a URL has no path here; its name is what `trellis status` shows. */
async function repositoryNamed(session: Session, name: string): Promise<ChosenRepositoryFragment | undefined> {
  const found: ChosenRepositoryFragment[] = [];
  for (let after: string | null = null; ; ) {
    const { repositories }: RepositoryNamesQuery = await session.ask(RepositoryNames, { after });
    found.push(...repositories.edges.map((edge) => edge.node).filter((node) => node.name === name));
    if (!repositories.pageInfo.hasNextPage) break;
    after = repositories.pageInfo.endCursor;
  }
  return found.length === 1 ? found[0] : undefined;
}

async function bringIn(
  session: Session,
  place: Place,
  known: ChosenRepositoryFragment | undefined,
  options: RepositoryOptions,
): Promise<ChosenRepositoryFragment> {
  const isUnderWay = known?.latestImport?.state === 'QUEUED' || known?.latestImport?.state === 'RUNNING';
  if (!options.import || !(place.isNamed || isUnderWay)) throw notImported(place);
  const runs =
    isUnderWay && known?.latestImport
      ? [{ id: known.latestImport.id, label: known.name }]
      : await startImports(session, [{ location: place.location }]);
  const [run] = await followRuns(session, runs);
  if (run?.failure !== undefined) throw run.failure;
  const imported = await knownRepository(session, place);
  if (!imported?.headSha) throw notImported(place);
  return imported;
}

function notImported({ shown }: Place): Failure {
  return new Failure('NOT_IMPORTED', `${plainText(shown)} is not imported.`, {
    remedy: `Run \`trellis import ${plainText(shown)}\`.`,
  });
}

function hintAtNewerHead({ terminal }: Session, checkout: Checkout, known: ChosenRepositoryFragment): void {
  const here = commitAt(checkout.root, known.branch);
  if (known.kind !== 'PATH' || here === undefined || here === known.headSha) return;
  const analysed = known.headSha?.slice(0, 10);
  terminal.note(
    terminal.noteStyle.dim(
      `The analysed commit is ${analysed}, here it is ${here.slice(0, 10)}: \`trellis sync\` brings it up to date.`,
    ),
  );
}
