import { Command } from 'commander';
import { usageFailure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import { printIdentityPreview } from '../identity-preview.ts';
import { followOperation, operationJson } from '../operation.ts';
import { resolvePerson } from '../person.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { examples } from './options.ts';

const PreviewMerge = graphql(`
  query PreviewMerge($input: PreviewMergeInput!) {
    previewMerge(input: $input) { ...IdentityPreview }
  }
`);

const Merge = graphql(`
  mutation Merge($input: MergeDevelopersInput!) {
    mergeDevelopers(input: $input) { ...OperationState }
  }
`);

interface Options extends GlobalOptions {
  readonly yes: boolean;
  readonly reason?: string;
}

export function mergeCommand(open: OpenSession): Command {
  return new Command('merge')
    .description('say that several people are one; without --yes it only shows what would change')
    .argument('<person>', 'whose name stays: a name, e-mail or id')
    .argument('<other...>', 'who else is this person')
    .option('--yes', 'do it', false)
    .option('--reason <text>', 'for whoever reads the decision later')
    .addHelpText(
      'after',
      examples(
        ['trellis merge ada@example.org "Countess of Lovelace"', 'what would change'],
        [
          'trellis merge ada@example.org "Countess of Lovelace" --yes',
          'do it; `trellis decisions --undo` takes it back',
        ],
      ),
    )
    .action((person: string, others: string[], _, self: Command) =>
      merge(open, person, others, self.optsWithGlobals<Options>()),
    );
}

async function merge(open: OpenSession, named: string, others: readonly string[], options: Options): Promise<void> {
  const session = open(options);
  const { id: survivorId } = await resolvePerson(session, named);
  const otherIds: string[] = [];
  for (const other of others) otherIds.push((await resolvePerson(session, other)).id);
  const input = { survivorId, otherIds };
  const { previewMerge } = await session.ask(PreviewMerge, { input });
  if (!previewMerge) throw usageFailure('Somebody of them is gone.', '`trellis people` shows who is there.');
  if (!session.json) printIdentityPreview(session.terminal, previewMerge);
  if (!options.yes) {
    if (session.json) session.printJson({ preview: previewMerge, operation: null });
    else session.terminal.print('Nothing was changed. Add --yes to merge them.');
    return;
  }
  const { mergeDevelopers } = await session.ask(Merge, { input: { ...input, reason: options.reason ?? null } });
  const operation = await followOperation(session, mergeDevelopers);
  if (session.json) session.printJson({ preview: previewMerge, operation: operationJson(operation) });
  else session.terminal.print('Merged. `trellis decisions` shows how to undo it.');
}
