import { Command, Option } from 'commander';
import { nameOf, printBusFactor } from '../bus-factor-report.ts';
import { graphql } from '../generated/gql.ts';
import type {
  AliasRule,
  BusFactorOfQuery,
  BusFactorPersonFragment,
  CoAuthorCredit,
  FileSelection,
} from '../generated/graphql.ts';
import { explanation, refuseUnknownPath } from '../metric.ts';
import { stateUntil } from '../past-state.ts';
import { type NamedPerson, resolveAlias, resolvePerson } from '../person.ts';
import { type ChosenRepository, chooseRepository, repositoryJson } from '../repository.ts';
import type { OpenSession } from '../session.ts';
import { examples, type ReadOptions, withRepository, withUntil } from './options.ts';

const BusFactorOf = graphql(`
  query BusFactorOf(
    $id: ID!, $path: String!, $files: FileSelection!, $aliases: AliasRule!, $coAuthors: CoAuthorCredit!,
    $historical: Boolean!, $without: [ID!], $state: ID
  ) {
    repository(id: $id) {
      busFactor(
        path: $path, files: $files, aliases: $aliases, coAuthors: $coAuthors,
        historical: $historical, without: $without, state: $state
      ) {
        ...BusFactorAnswer
        curve { ...BusFactorPerson }
      }
    }
  }
`);

const SELECTIONS = { source: 'SOURCE', all: 'ALL' } as const satisfies Record<string, FileSelection>;
const ALIAS_RULES = { person: 'PERSON', 'email+name': 'EMAIL_NAME' } as const satisfies Record<string, AliasRule>;
const CREDITS = { full: 'FULL', none: 'NONE' } as const satisfies Record<string, CoAuthorCredit>;

interface Options extends ReadOptions {
  readonly path: string;
  readonly without?: readonly string[];
  readonly files: keyof typeof SELECTIONS;
  readonly alias: keyof typeof ALIAS_RULES;
  readonly coAuthors: keyof typeof CREDITS;
  readonly historical: boolean;
  readonly until?: string;
}

export function busFactorCommand(open: OpenSession): Command {
  const command = new Command('bus-factor')
    .description(
      'how many people can leave before more than half of the files have no author left, who, and in what order',
    )
    .option('--path <dir>', 'a folder of the repository instead of the whole', '')
    .option('--without <person...>', 'what if these people left (name, e-mail or id)')
    .addOption(new Option('--files <which>', 'files that count').choices(Object.keys(SELECTIONS)).default('source'))
    .addOption(
      new Option(
        '--alias <rule>',
        'how authors are told apart; email+name: whoever shares an e-mail or a name is one, bots count',
      )
        .choices(Object.keys(ALIAS_RULES))
        .default('person'),
    )
    .addOption(
      new Option('--co-authors <credit>', 'credit for co-authors').choices(Object.keys(CREDITS)).default('full'),
    )
    .option('--historical', 'among everybody who ever wrote, not only people active in the last 365 days', false);
  return withUntil(withRepository(command))
    .addHelpText(
      'after',
      examples(
        ['trellis bus-factor', 'of the repository of the current folder'],
        ['trellis bus-factor --path src/api --historical', 'of a folder, with everybody who ever wrote'],
        ['trellis bus-factor --without "Ada Lovelace" ben@example.org', 'after two people have left'],
        ['trellis bus-factor --until 2023-12-31 --json', 'as it was, for a program'],
      ),
    )
    .action((_, self: Command) => busFactor(open, self.optsWithGlobals<Options>()));
}

async function busFactor(open: OpenSession, options: Options): Promise<void> {
  const session = open(options);
  const repository = await chooseRepository(session, options);
  const path = repository.pathOf(options.path);
  const resolve = options.alias === 'person' ? resolvePerson : resolveAlias;
  const without: NamedPerson[] = [];
  for (const text of options.without ?? []) {
    const person = await resolve(session, text);
    if (!without.some(({ id }) => id === person.id)) without.push(person);
  }
  const state = await stateUntil(session, repository, options.until);
  const { repository: answer } = await session.ask(BusFactorOf, {
    id: repository.id,
    path,
    files: SELECTIONS[options.files],
    aliases: ALIAS_RULES[options.alias],
    coAuthors: CREDITS[options.coAuthors],
    historical: options.historical,
    without: without.length === 0 ? null : without.map(({ id }) => id),
    state,
  });
  if (!answer) throw repository.gone();
  refuseUnknownPath(answer.busFactor);
  const asked = { ...options, repository, path, without };
  if (!session.json) return printBusFactor(session.terminal, asked, answer.busFactor);
  session.printJson(busFactorJson(asked, answer.busFactor));
}

function busFactorJson(
  asked: Pick<Options, 'files' | 'alias' | 'coAuthors' | 'historical' | 'until'> & {
    readonly repository: ChosenRepository;
    readonly path: string;
    readonly without: readonly NamedPerson[];
  },
  answer: NonNullable<BusFactorOfQuery['repository']>['busFactor'],
) {
  return {
    repository: repositoryJson(asked.repository, asked.until),
    path: asked.path,
    options: {
      files: asked.files,
      alias: asked.alias,
      coAuthors: asked.coAuthors,
      historical: asked.historical,
      without: asked.without,
      until: asked.until ?? null,
    },
    busFactor: answer.value,
    historical: answer.historicalValue,
    files: answer.files,
    removed: answer.removed.map(stepJson),
    pruned: answer.pruned.map(stepJson),
    curve: answer.curve.map(stepJson),
    coverageLeft: answer.coverageLeft,
    orphanedShare: answer.orphanedShare,
    filesLostWithout: answer.filesLostWithout,
    ...explanation(answer),
  };
}

function stepJson(step: BusFactorPersonFragment) {
  return {
    name: nameOf(step),
    files: step.files,
    coverageAfter: step.coverageAfter,
    lastActiveOn: step.lastActiveOn,
    isActive: step.isActive,
    developerId: step.developer?.id ?? null,
    aliasId: step.alias.id,
    email: step.alias.email,
  };
}
