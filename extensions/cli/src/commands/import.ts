import { resolve } from 'node:path';
import { Command } from 'commander';
import { isRemote } from '../checkout.ts';
import { Failure } from '../failure.ts';
import { findingsJson, printFindings, printNextSteps, type RepositoryFindings, readFindings } from '../findings.ts';
import { graphql } from '../generated/gql.ts';
import { type FinishedRun, importAndFollow } from '../import-and-follow.ts';
import { runJson, runText } from '../import-report.ts';
import { printFailure } from '../print-failure.ts';
import { knownRepositoryOf } from '../repository.ts';
import type { GlobalOptions, OpenSession, Session } from '../session.ts';
import { plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const CancelImport = graphql(`
  mutation CancelImport($id: ID!) {
    cancelImport(id: $id) { ...RunProgress }
  }
`);

interface Options extends GlobalOptions {
  readonly branch?: string;
  readonly findings: boolean;
  readonly cancel: boolean;
}

export function importCommand(open: OpenSession): Command {
  return new Command('import')
    .description('import repositories, or bring known ones up to date, and wait until they are there')
    .argument('<path-or-url...>', 'working trees, bare repositories, or https, ssh and file URLs')
    .option('--branch <branch>', 'branch to analyse (default: the HEAD of a path, the default branch of a URL)')
    .option('--findings', 'print what is most worth knowing of each', false)
    .option('--cancel', 'stop the imports of these that are under way', false)
    .addHelpText(
      'after',
      `${examples(
        ['trellis import .', 'the repository of the current folder'],
        ['trellis import ~/code/express --branch 5.x', 'another branch than the one checked out'],
        ['trellis import --findings https://example.org/team/app.git', 'from a URL, with one screen of findings'],
      )}\n\nCtrl-C stops the waiting, not the import: \`trellis status\` shows it, --cancel stops it.`,
    )
    .action((places: string[], _, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      return options.cancel ? cancelImports(open, places, options) : importPlaces(open, places, options);
    });
}

async function importPlaces(open: OpenSession, places: readonly string[], options: Options): Promise<void> {
  const session = open(options);
  const branch = options.branch ?? null;
  const finished = await importAndFollow(
    session,
    places.map((place) => ({ location: locationOf(session, place), branch })),
  );
  await report(session, places, finished, options);
}

/** Prints each import's outcome; the command fails where one of them did. */
async function report(
  session: Session,
  places: readonly string[],
  finished: readonly FinishedRun[],
  { findings }: Pick<Options, 'findings'>,
): Promise<void> {
  const found: (RepositoryFindings | undefined)[] = [];
  for (const { run, failure } of finished) {
    found.push(findings && run && !failure ? await readFindings(session, run.repository.id) : undefined);
  }
  if (finished.some((each) => each.failure !== undefined)) session.markFailed();
  for (const { failure } of finished) if (failure) printFailure(session.terminal, failure);
  if (session.json) {
    session.printJson({ imports: finished.map((each, at) => runJson(each, found[at] && findingsJson(found[at]))) });
  } else {
    for (const [at, each] of finished.entries()) {
      if (each.failure) continue;
      if (found[at] === undefined) session.terminal.print(runText(each));
      else {
        if (at > 0) session.terminal.print();
        printFindings(session.terminal, found[at]);
      }
    }
    const arrived = places.filter((_, at) => found[at] !== undefined);
    if (arrived.length > 0) session.terminal.print();
    printNextSteps(session, arrived);
  }
}

async function cancelImports(open: OpenSession, places: readonly string[], options: Options): Promise<void> {
  const session = open(options);
  const cancelled: { name: string; state: string }[] = [];
  for (const place of places) {
    const { name, latestImport } = await knownRepositoryOf(session, place);
    if (latestImport?.state !== 'RUNNING' && latestImport?.state !== 'QUEUED') {
      throw new Failure('NOT_FOUND', `No import of ${plainText(name)} is under way.`);
    }
    const { cancelImport } = await session.ask(CancelImport, { id: latestImport.id });
    cancelled.push({ name, state: cancelImport.state });
  }
  if (session.json) session.printJson({ cancelled });
  else for (const { name } of cancelled) session.terminal.print(`The import of ${plainText(name)} stops.`);
}

function locationOf({ cwd }: Session, place: string): string {
  return isRemote(place, cwd) ? place : resolve(cwd, place);
}
