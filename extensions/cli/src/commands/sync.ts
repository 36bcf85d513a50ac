import { Command } from 'commander';
import { graphql } from '../generated/gql.ts';
import { followRuns } from '../import-and-follow.ts';
import { runJson, runText } from '../import-report.ts';
import { knownRepositoryOf } from '../repository.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { examples } from './options.ts';

const SyncRepository = graphql(`
  mutation SyncRepository($id: ID!) {
    syncRepository(id: $id) { ...RunProgress }
  }
`);

interface Options extends GlobalOptions {
  readonly repo?: string;
}

export function syncCommand(open: OpenSession): Command {
  return new Command('sync')
    .description('bring an imported repository up to date, and wait until it is')
    .option(
      '--repo <path-or-url>',
      'repository: a path, a URL or a name shown by `trellis status` (default: the one of the current folder)',
    )
    .addHelpText(
      'after',
      examples(
        ['trellis sync', 'the repository of the current folder'],
        ['trellis sync --repo ~/code/express', 'another one'],
      ),
    )
    .action((_, self: Command) => sync(open, self.optsWithGlobals<Options>()));
}

async function sync(open: OpenSession, options: Options): Promise<void> {
  const session = open(options);
  const { id, name } = await knownRepositoryOf(session, options.repo);
  const { syncRepository } = await session.ask(SyncRepository, { id });
  const [finished] = await followRuns(session, [{ id: syncRepository.id, label: name }]);
  if (finished === undefined) return;
  if (finished.failure !== undefined) throw finished.failure;
  if (session.json) session.printJson({ imports: [runJson(finished)] });
  else session.terminal.print(runText(finished));
}
