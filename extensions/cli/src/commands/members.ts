import { Command } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { MemberListQuery } from '../generated/graphql.ts';
import { minute } from '../metric.ts';
import type { GlobalOptions, OpenSession, Session } from '../session.ts';
import { tableLines } from '../terminal/table.ts';
import { plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const MemberList = graphql(`
  query MemberList($after: String) {
    members(first: 100, after: $after) {
      edges { node { id name role joinedAt isViewer developer { id name } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Member = MemberListQuery['members']['edges'][number]['node'];

export function membersCommand(open: OpenSession): Command {
  return new Command('members')
    .description('who may sign in to the workspace, and as what')
    .addHelpText('after', examples(['trellis members', 'everybody, by name']))
    .action((_, self: Command) => members(open, self.optsWithGlobals<GlobalOptions>()));
}

async function members(open: OpenSession, options: GlobalOptions): Promise<void> {
  const session = open(options);
  const found = await readMembers(session);
  if (session.json) {
    session.printJson({ members: found });
    return;
  }
  const { print, style, width, ellipsis } = session.terminal;
  const rows = found.map((member) => [
    `${plainText(member.name)}${member.isViewer ? ' (you)' : ''}`,
    member.role.toLowerCase(),
    minute(member.joinedAt),
    plainText(member.developer?.name ?? ''),
  ]);
  const columns = [
    { title: 'Member' },
    { title: 'Role' },
    { title: 'Joined' },
    { title: 'In history', flexible: true },
  ];
  for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.dim })) print(line);
}

async function readMembers({ ask }: Session): Promise<Member[]> {
  const found: Member[] = [];
  for (let after: string | null = null; ; ) {
    const page: MemberListQuery = await ask(MemberList, { after });
    found.push(...page.members.edges.map((edge) => edge.node));
    const { hasNextPage, endCursor } = page.members.pageInfo;
    if (!hasNextPage || endCursor === null || endCursor === after) return found;
    after = endCursor;
  }
}
