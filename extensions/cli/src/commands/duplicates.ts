import { Command } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { GlobalOptions, OpenSession } from '../session.ts';
import { counted, percent, plainText } from '../terminal/text.ts';
import { examples, wholeNumber } from './options.ts';

const DuplicatePairs = graphql(`
  query DuplicatePairs($first: Int!) {
    duplicateSuggestions(first: $first) {
      totalCount
      edges {
        node {
          developers { id name aliases { email } }
          confidence
          evidence { kind text supports }
        }
      }
    }
  }
`);

interface Options extends GlobalOptions {
  readonly limit: number;
}

export function duplicatesCommand(open: OpenSession): Command {
  return new Command('duplicates')
    .description('pairs of people who may be one, with what speaks for it and against')
    .option('--limit <pairs>', 'how many at most', wholeNumber(1), 20)
    .addHelpText('after', examples(['trellis duplicates', 'then `trellis merge` one pair, or leave it']))
    .action((_, self: Command) => duplicates(open, self.optsWithGlobals<Options>()));
}

async function duplicates(open: OpenSession, options: Options): Promise<void> {
  const session = open(options);
  const { duplicateSuggestions } = await session.ask(DuplicatePairs, { first: Math.min(100, options.limit) });
  const { totalCount, edges } = duplicateSuggestions;
  if (session.json) {
    session.printJson({ totalCount, pairs: edges.map((edge) => edge.node) });
    return;
  }
  const { print, style } = session.terminal;
  print(style.bold(totalCount === 0 ? 'No two people look as if they were one.' : counted(totalCount, 'pair')));
  for (const { node } of edges) {
    const names = node.developers.map(({ name, id }) => `${plainText(name)} ${style.dim(id)}`).join('  and  ');
    print(`${percent(node.confidence)}  ${names}`);
    for (const { text, supports } of node.evidence) print(`      ${supports ? '+' : '-'} ${plainText(text)}`);
  }
}
