import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import { minute } from '../metric.ts';
import { followOperation, operationJson } from '../operation.ts';
import type { GlobalOptions, OpenSession, Session } from '../session.ts';
import { tableLines } from '../terminal/table.ts';
import { plainText } from '../terminal/text.ts';
import { examples } from './options.ts';

const IdentityDecisions = graphql(`
  query IdentityDecisions($first: Int!) {
    identityDecisions(first: $first) {
      edges {
        node {
          id
          kind
          state
          reason
          decidedAt
          canUndo
          groups { aliases { name email } }
        }
      }
    }
  }
`);

const UndoDecision = graphql(`
  mutation UndoIdentityDecision($id: ID!) {
    undoIdentityDecision(id: $id) { ...OperationState }
  }
`);

const UndoDismissed = graphql(`
  mutation UndoDismissed($id: ID!) {
    undoDismissal(id: $id) { id state }
  }
`);

interface Options extends GlobalOptions {
  readonly undo?: string;
}

export function decisionsCommand(open: OpenSession): Command {
  return new Command('decisions')
    .description('what was decided by hand about who is who, newest first')
    .option('--undo <id>', 'make a decision as if it had never been')
    .addHelpText(
      'after',
      examples(['trellis decisions', 'what was decided'], ['trellis decisions --undo ID', 'take one back']),
    )
    .action((_, self: Command) => decisions(open, self.optsWithGlobals<Options>()));
}

async function decisions(open: OpenSession, options: Options): Promise<void> {
  const session = open(options);
  const { identityDecisions } = await session.ask(IdentityDecisions, { first: 100 });
  const found = identityDecisions.edges.map((edge) => edge.node);
  if (options.undo !== undefined) return undo(session, found, options.undo);
  if (session.json) {
    session.printJson({ decisions: found });
    return;
  }
  const { print, style, width, ellipsis } = session.terminal;
  if (found.length === 0) {
    print('Nothing was decided by hand.');
    return;
  }
  const rows = found.map((one) => [
    one.kind.toLowerCase(),
    one.state.toLowerCase().replaceAll('_', ' '),
    minute(one.decidedAt),
    one.id,
    plainText(one.groups.map(({ aliases }) => aliases.map(({ email }) => email).join(' ')).join(' | ')),
  ]);
  const columns = [
    { title: 'Decision' },
    { title: 'State' },
    { title: 'When' },
    { title: 'Id' },
    { title: 'About', flexible: true },
  ] as const;
  for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.dim })) print(line);
}

async function undo(
  session: Session,
  known: readonly { readonly id: string; readonly kind: string }[],
  id: string,
): Promise<void> {
  if (known.find((one) => one.id === id)?.kind === 'DISMISSAL') {
    await session.ask(UndoDismissed, { id });
    if (session.json) session.printJson({ undone: id, operation: null });
    else session.terminal.print('The pair may be suggested again.');
    return;
  }
  const { undoIdentityDecision } = await session.ask(UndoDecision, { id });
  const operation = await followOperation(session, undoIdentityDecision);
  if (operation.state !== 'SUCCEEDED') throw new Failure('OPERATION_FAILED', 'It was not undone.');
  if (session.json) session.printJson({ undone: id, operation: operationJson(operation) });
  else session.terminal.print('Undone.');
}
