import { Command, Option } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { WorkspaceRole } from '../generated/graphql.ts';
import { minute } from '../metric.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { examples, wholeNumber } from './options.ts';

const Invite = graphql(`
  mutation Invite($input: CreateInvitationInput!) {
    createInvitation(input: $input) {
      url
      invitation { id role expiresAt }
    }
  }
`);

interface Options extends GlobalOptions {
  readonly as: string;
  readonly days: number;
}

export function inviteCommand(open: OpenSession): Command {
  return new Command('invite')
    .description('make a link by which one person joins the workspace')
    .addOption(new Option('--as <role>', 'their role').choices(['member', 'admin', 'owner']).default('member'))
    .option('--days <days>', 'how long it works: 1 to 30', wholeNumber(1), 7)
    .addHelpText(
      'after',
      examples(['trellis invite', 'a member'], ['trellis invite --as admin --days 1', 'an admin, today']),
    )
    .action((_, self: Command) => invite(open, self.optsWithGlobals<Options>()));
}

async function invite(open: OpenSession, options: Options): Promise<void> {
  const session = open(options);
  const input = { role: options.as.toUpperCase() as WorkspaceRole, expiresInDays: options.days };
  const { createInvitation } = await session.ask(Invite, { input });
  if (session.json) {
    session.printJson({ url: createInvitation.url, ...createInvitation.invitation });
    return;
  }
  session.terminal.print(createInvitation.url);
  session.terminal.note(
    `It works once, until ${minute(createInvitation.invitation.expiresAt)}; it is not shown again.`,
  );
}
