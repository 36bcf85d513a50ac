import { Command, Option } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { WhoKnowsQuery } from '../generated/graphql.ts';
import { printExplanation, printUnavailable, refuseUnknownPath } from '../metric.ts';
import { stateUntil } from '../past-state.ts';
import { type ChosenRepository, chooseRepository, repositoryJson } from '../repository.ts';
import type { OpenSession } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { count, counted, percent, plainText } from '../terminal/text.ts';
import { examples, type ReadOptions, wholeNumber, withRepository, withUntil } from './options.ts';

const WhoKnows = graphql(`
  query WhoKnows($id: ID!, $path: String!, $files: FileSelection!, $first: Int!, $state: ID) {
    repository(id: $id) {
      file(path: $path, state: $state) { path fileClass language }
      knowledge(path: $path, files: $files, first: $first, state: $state) {
        files
        asOf
        method
        unavailable { code reason remedy }
        edges {
          node {
            developer { id name }
            degreeOfAuthorship
            normalized
            authoredFiles
            soleFiles
            filesCreated
            changes
            changesByOthers
            lastChangedOn
            isActive
            reasons
          }
        }
      }
    }
  }
`);

interface Options extends ReadOptions {
  readonly files: 'source' | 'all';
  readonly limit: number;
  readonly until?: string;
}

type Answer = NonNullable<WhoKnowsQuery['repository']>;

export function whoCommand(open: OpenSession): Command {
  const command = new Command('who')
    .description('who knows a file or folder, most knowledgeable first, with the reasons')
    .argument('<path>', 'a file or folder; counted from the current folder, with --repo from the top of the repository')
    .addOption(
      new Option('--files <which>', 'files of a folder that count').choices(['source', 'all']).default('source'),
    )
    .option('--limit <people>', 'how many people at most', wholeNumber(1), 10);
  return withUntil(withRepository(command))
    .addHelpText(
      'after',
      examples(
        ['trellis who src/router.ts', 'who knows a file'],
        ['trellis who .', 'who knows the current folder'],
        ['trellis who lib --repo ~/code/express --until 2020-01-01', 'who knew a folder then'],
      ),
    )
    .action((path: string, _, self: Command) => who(open, path, self.optsWithGlobals<Options>()));
}

async function who(open: OpenSession, given: string, options: Options): Promise<void> {
  const session = open(options);
  const repository = await chooseRepository(session, options);
  const path = repository.pathOf(given);
  const state = await stateUntil(session, repository, options.until);
  const { repository: answer } = await session.ask(WhoKnows, {
    id: repository.id,
    path,
    files: options.files === 'all' ? 'ALL' : 'SOURCE',
    first: options.limit,
    state,
  });
  if (!answer) throw repository.gone();
  refuseUnknownPath(answer.knowledge);
  if (session.json) session.printJson(whoJson(repository, path, options, answer));
  else printWho(session.terminal, repository, path, options, answer);
}

function printWho(
  terminal: Terminal,
  { name }: ChosenRepository,
  path: string,
  options: Options,
  answer: Answer,
): void {
  const { print, style } = terminal;
  const { knowledge, file } = answer;
  const place = plainText(path === '' ? name : `${name}/${path}`);
  const when = options.until === undefined ? '' : ` at the end of ${options.until}`;
  const what =
    file === null
      ? counted(knowledge.files, options.files === 'all' ? 'file' : 'source file')
      : (file.language ?? file.fileClass);
  if (!printUnavailable(terminal, `Who knows ${place}`, knowledge)) {
    print(`${style.bold(`Who knows ${place}${when}`)} (${plainText(what)})`);
    if (knowledge.edges.length === 0) print('Nobody is on record for it.');
    for (const { node } of knowledge.edges) {
      const areas = file === null ? `, author of ${counted(node.authoredFiles, 'file')}` : '';
      print();
      print(
        `${style.bold(plainText(node.developer.name))}${node.isActive ? '' : style.warn(' (inactive)')}  ${percent(node.normalized)}${areas}, ${counted(node.changes, 'change')} (${count(node.changesByOthers)} by others)`,
      );
      for (const reason of node.reasons) print(`  ${style.dim('-')} ${plainText(reason)}`);
    }
    print();
  }
  printExplanation(terminal, knowledge);
}

function whoJson(repository: ChosenRepository, path: string, options: Options, { file, knowledge }: Answer) {
  return {
    repository: repositoryJson(repository, options.until),
    path,
    options: { files: options.files, until: options.until ?? null },
    file: file === null ? null : { language: file.language, fileClass: file.fileClass },
    files: knowledge.files,
    people: knowledge.edges.map(({ node: { developer, ...facts } }) => ({
      developerId: developer.id,
      name: developer.name,
      ...facts,
    })),
    unavailable: knowledge.unavailable,
    asOf: knowledge.asOf,
    method: knowledge.method,
  };
}
