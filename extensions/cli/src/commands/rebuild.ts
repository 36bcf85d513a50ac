import { Argument, Command } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { ProjectionName } from '../generated/graphql.ts';
import { followOperation, operationJson } from '../operation.ts';
import { knownRepositoryOf } from '../repository.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { examples } from './options.ts';

const Rebuild = graphql(`
  mutation Rebuild($input: RebuildProjectionInput!) {
    rebuildProjection(input: $input) { ...OperationState }
  }
`);

const SUBGRAPHS = ['developers', 'teams', 'analytics', 'predictions'];

interface Options extends GlobalOptions {
  readonly repo?: string;
}

export function rebuildCommand(open: OpenSession): Command {
  return new Command('rebuild')
    .description('project a subgraph’s rows anew from stored history, while readers see the old ones')
    .addArgument(new Argument('<subgraph>', 'whose rows').choices(SUBGRAPHS))
    .option('--repo <path-or-url>', 'of one repository only (default: of all)')
    .addHelpText('after', examples(['trellis rebuild teams', 'authorship of all repositories, anew']))
    .action((subgraph: string, _, self: Command) => rebuild(open, subgraph, self.optsWithGlobals<Options>()));
}

async function rebuild(open: OpenSession, subgraph: string, options: Options): Promise<void> {
  const session = open(options);
  const repositoryId = options.repo === undefined ? null : (await knownRepositoryOf(session, options.repo)).id;
  const { rebuildProjection } = await session.ask(Rebuild, {
    input: { subgraph: subgraph.toUpperCase() as ProjectionName, repositoryId },
  });
  const operation = await followOperation(session, rebuildProjection);
  if (session.json) session.printJson({ operation: operationJson(operation) });
  else session.terminal.print(`The rows of ${subgraph} are projected anew.`);
}
