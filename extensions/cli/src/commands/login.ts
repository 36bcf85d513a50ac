import { Command } from 'commander';
import { graphql } from '../generated/gql.ts';
import { minute } from '../metric.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const CreateSignInLink = graphql(`
  mutation CreateSignInLink {
    createSignInLink { url expiresAt }
  }
`);

export function loginCommand(open: OpenSession): Command {
  return new Command('login')
    .description('print a fresh link that signs one browser in, once')
    .addHelpText(
      'after',
      examples(['trellis login', 'a link to open'], ['xdg-open "$(trellis login)"', 'open it at once']),
    )
    .action((_, self: Command) => login(open, self.optsWithGlobals<GlobalOptions>()));
}

async function login(open: OpenSession, options: GlobalOptions): Promise<void> {
  const session = open(options);
  const { createSignInLink } = await session.ask(CreateSignInLink, {});
  if (session.json) {
    session.printJson({ url: createSignInLink.url, expiresAt: createSignInLink.expiresAt });
    return;
  }
  session.terminal.print(plainText(createSignInLink.url));
  session.terminal.note(session.terminal.noteStyle.dim(`It works once, until ${minute(createSignInLink.expiresAt)}.`));
}
