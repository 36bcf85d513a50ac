import { Command } from 'commander';
import { usageFailure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import { followOperation, operationJson } from '../operation.ts';
import { knownRepositoryOf } from '../repository.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { count, counted, plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const PreviewRemoval = graphql(`
  query PreviewRemoval($repositoryId: ID!) {
    previewRemoval(repositoryId: $repositoryId) {
      name
      commits
      pastStates
      batches
      deletesClone
      keeps
      peopleOnlyHere
    }
  }
`);

const Remove = graphql(`
  mutation Remove($input: RemoveRepositoryInput!) {
    removeRepository(input: $input) { ...OperationState }
  }
`);

interface Options extends GlobalOptions {
  readonly confirm?: string;
}

export function removeCommand(open: OpenSession): Command {
  return new Command('remove')
    .description('take a repository and all that was read from it out of Trellis; the repository itself stays')
    .argument(
      '[path-or-url]',
      'a path, a URL or a name shown by `trellis status` (default: the one of the current folder)',
    )
    .option('--confirm <name>', 'its name, typed again; without it nothing is done')
    .addHelpText(
      'after',
      examples(
        ['trellis remove old-project', 'what would go, and what stays'],
        ['trellis remove old-project --confirm old-project', 'do it'],
      ),
    )
    .action((repo: string | undefined, _, self: Command) => remove(open, repo, self.optsWithGlobals<Options>()));
}

async function remove(open: OpenSession, repo: string | undefined, options: Options): Promise<void> {
  const session = open(options);
  const { id: repositoryId } = await knownRepositoryOf(session, repo);
  const { previewRemoval: preview } = await session.ask(PreviewRemoval, { repositoryId });
  if (!preview) throw usageFailure('It is gone already.', '`trellis status` shows what is there.');
  if (options.confirm === undefined) {
    if (session.json) return session.printJson({ preview, operation: null });
    const { print, style } = session.terminal;
    print(style.bold(`${plainText(preview.name)} would go with all that was read from it.`));
    print(
      `goes   ${counted(preview.commits, 'commit')} from every number, ${counted(preview.peopleOnlyHere, 'person', 'people')} known only here`,
    );
    print(
      `goes   ${counted(preview.batches, 'stored batch', 'stored batches')}, ${count(preview.pastStates)} derived past states${preview.deletesClone ? ', our own clone' : ''}`,
    );
    print(`stays  ${plainText(preview.keeps)}`);
    print(`Nothing was done. To do it: --confirm ${JSON.stringify(plainText(preview.name))}`);
    return;
  }
  const { removeRepository } = await session.ask(Remove, { input: { repositoryId, confirm: options.confirm } });
  const operation = await followOperation(session, removeRepository);
  if (session.json) session.printJson({ preview, operation: operationJson(operation) });
  else session.terminal.print(`Removed ${plainText(preview.name)}.`);
}
