import { Command } from 'commander';
import { Failure, usageFailure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import type { PreviewErasureQuery } from '../generated/graphql.ts';
import { followOperation, operationJson } from '../operation.ts';
import { resolvePerson } from '../person.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { count, counted, plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const PreviewErasure = graphql(`
  query PreviewErasure($developerId: ID!) {
    previewErasure(developerId: $developerId) {
      name
      aliases
      addresses
      mailmapLines
      lookedFor
      notLookedFor
      commits
      repositories
      stays
      memberships
      claims
      obstacle { code text remedy }
    }
  }
`);

const Erase = graphql(`
  mutation Erase($input: EraseDeveloperInput!) {
    eraseDeveloper(input: $input) { ...OperationState }
  }
`);

interface Options extends GlobalOptions {
  readonly confirm?: string;
}

export function eraseCommand(open: OpenSession): Command {
  return new Command('erase')
    .description('take a person’s names, addresses and words out of everything, for good')
    .argument('<person>', 'a name, e-mail or id')
    .option('--confirm <name>', 'the person’s shown name, typed again; without it nothing is done')
    .addHelpText(
      'after',
      examples(
        ['trellis erase ada@example.org', 'what would go, and what stays'],
        ['trellis erase ada@example.org --confirm "Ada Lovelace"', 'do it: this can’t be undone'],
      ),
    )
    .action((person: string, _, self: Command) => erase(open, person, self.optsWithGlobals<Options>()));
}

async function erase(open: OpenSession, named: string, options: Options): Promise<void> {
  const session = open(options);
  const { id: developerId } = await resolvePerson(session, named);
  const { previewErasure: preview } = await session.ask(PreviewErasure, { developerId });
  if (!preview) throw usageFailure('The person is gone.', '`trellis people` shows who is there.');
  if (options.confirm === undefined) {
    if (session.json) session.printJson({ preview, operation: null });
    else printPreview(session.terminal, preview);
    return;
  }
  if (preview.obstacle)
    throw new Failure(preview.obstacle.code, preview.obstacle.text, { remedy: preview.obstacle.remedy });
  const { eraseDeveloper } = await session.ask(Erase, { input: { developerId, confirm: options.confirm } });
  const operation = await followOperation(session, eraseDeveloper);
  // What was known of the person stays out of this answer too.
  if (session.json) session.printJson({ preview: null, operation: operationJson(operation) });
  else session.terminal.print('Erased.');
}

function printPreview({ print, style }: Terminal, preview: NonNullable<PreviewErasureQuery['previewErasure']>): void {
  const { name, aliases, addresses, mailmapLines, lookedFor, notLookedFor, commits, repositories } = preview;
  print(style.bold(`${plainText(name)} would be nameless everywhere, for good.`));
  print(
    `goes   ${counted(aliases, 'name')} in history with ${counted(addresses, 'e-mail')}, ${counted(mailmapLines, 'line')} of .mailmap`,
  );
  print(`goes   the words of ${counted(commits, 'commit')} in ${counted(repositories, 'repository', 'repositories')}`);
  print(`goes   from others’ texts: ${plainText(lookedFor.join(', ')) || 'nothing'}`);
  print(`goes   ${count(preview.memberships)} of its team memberships, ${counted(preview.claims, 'claim')}`);
  if (notLookedFor.length > 0)
    print(`stays  in others’ texts, as others have it too: ${plainText(notLookedFor.join(', '))}`);
  for (const each of preview.stays) print(`stays  ${plainText(each)}`);
  if (preview.obstacle)
    print(`${style.bad('!')} ${plainText(preview.obstacle.text)} ${plainText(preview.obstacle.remedy)}`);
  else print(`Nothing was done. To do it: --confirm ${JSON.stringify(plainText(name))}`);
}
