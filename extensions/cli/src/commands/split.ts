import { Command } from 'commander';
import { usageFailure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import { printIdentityPreview } from '../identity-preview.ts';
import { followOperation, operationJson } from '../operation.ts';
import { resolvePerson } from '../person.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const AliasesOf = graphql(`
  query AliasesOf($id: ID!) {
    developer(id: $id) {
      id
      aliases { id name email }
    }
  }
`);

const PreviewSplit = graphql(`
  query PreviewSplit($input: PreviewSplitInput!) {
    previewSplit(input: $input) { ...IdentityPreview }
  }
`);

const Split = graphql(`
  mutation Split($input: SplitDeveloperInput!) {
    splitDeveloper(input: $input) { ...OperationState }
  }
`);

interface Options extends GlobalOptions {
  readonly alias: readonly string[];
  readonly yes: boolean;
  readonly reason?: string;
}

export function splitCommand(open: OpenSession): Command {
  return new Command('split')
    .description('say that some names of a person are somebody else; without --yes it only shows what would change')
    .argument('<person>', 'a name, e-mail or id')
    .requiredOption('--alias <name-or-email...>', 'names or e-mails in history that are somebody else')
    .option('--yes', 'do it', false)
    .option('--reason <text>', 'for whoever reads the decision later')
    .addHelpText(
      'after',
      examples(
        ['trellis split "J. Smith" --alias jsmith@other.org', 'what would change'],
        ['trellis split "J. Smith" --alias jsmith@other.org --yes', 'do it'],
      ),
    )
    .action((person: string, _, self: Command) => split(open, person, self.optsWithGlobals<Options>()));
}

async function split(open: OpenSession, named: string, options: Options): Promise<void> {
  const session = open(options);
  const { id: developerId } = await resolvePerson(session, named);
  const { developer } = await session.ask(AliasesOf, { id: developerId });
  const aliasIds = options.alias.flatMap((wanted) => {
    const found = (developer?.aliases ?? []).filter(({ name, email }) => isSame(name, wanted) || isSame(email, wanted));
    if (found.length > 0) return found.map(({ id }) => id);
    throw usageFailure(
      `The person has no name or e-mail ${plainText(wanted)}.`,
      `\`trellis profile ${plainText(named)}\` lists them.`,
    );
  });
  const input = { developerId, aliasIds };
  const { previewSplit } = await session.ask(PreviewSplit, { input });
  if (!previewSplit) throw usageFailure('The person is gone.', '`trellis people` shows who is there.');
  if (!session.json) printIdentityPreview(session.terminal, previewSplit);
  if (!options.yes) {
    if (session.json) session.printJson({ preview: previewSplit, operation: null });
    else session.terminal.print('Nothing was changed. Add --yes to split them.');
    return;
  }
  const { splitDeveloper } = await session.ask(Split, { input: { ...input, reason: options.reason ?? null } });
  const operation = await followOperation(session, splitDeveloper);
  if (session.json) session.printJson({ preview: previewSplit, operation: operationJson(operation) });
  else session.terminal.print('Split. `trellis decisions` shows how to undo it.');
}

function isSame(written: string, wanted: string): boolean {
  return written.toLowerCase() === wanted.trim().toLowerCase();
}
