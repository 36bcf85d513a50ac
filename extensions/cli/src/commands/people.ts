import { Command, Option } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { PeoplePageQuery, PeoplePageQueryVariables } from '../generated/graphql.ts';
import { emailsOf } from '../person.ts';
import { type ChosenRepository, chooseRepositoryOrAll } from '../repository.ts';
import type { OpenSession, Session } from '../session.ts';
import { tableLines } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { count, counted, plainText } from '../terminal/text.ts';
import { examples, type ReadOptions, wholeNumber, withRepository } from './options.ts';

const PeoplePage = graphql(`
  query PeoplePage(
    $search: String, $repositoryId: ID, $activity: ActivityFilter!, $bots: Boolean!, $sort: DeveloperSort!,
    $first: Int!, $after: String
  ) {
    developers(
      search: $search, repositoryId: $repositoryId, activity: $activity, includeBots: $bots, sort: $sort,
      first: $first, after: $after
    ) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges {
        node {
          id
          name
          isBot
          isActive
          firstActiveOn
          lastActiveOn
          aliases { email }
          commitCount(repositoryId: $repositoryId) { value }
        }
      }
    }
  }
`);

interface Options extends ReadOptions {
  readonly search?: string;
  readonly active?: boolean;
  readonly inactive?: boolean;
  readonly bots: boolean;
  readonly sort: 'name' | 'activity';
  readonly limit: number;
  readonly all: boolean;
}

type Person = PeoplePageQuery['developers']['edges'][number]['node'];

const PAGE_SIZE = 100;

export function peopleCommand(open: OpenSession): Command {
  const command = new Command('people')
    .description('who wrote history: people with their aliases made one')
    .option('--search <text>', 'part of a name or e-mail')
    .addOption(new Option('--active', 'only who committed in the last 365 days').conflicts('inactive'))
    .option('--inactive', 'only who did not')
    .option('--bots', 'bots too', false)
    .addOption(new Option('--sort <by>', 'order').choices(['name', 'activity']).default('name'))
    .option('--limit <people>', 'how many at most; 0: everybody', wholeNumber(0), 50)
    .option('--all', 'of all repositories (the default outside of a repository)', false);
  return withRepository(command)
    .addHelpText(
      'after',
      examples(
        ['trellis people', 'of the repository of the current folder'],
        ['trellis people --all --search ada', 'in all repositories, by part of a name or e-mail'],
        ['trellis people --inactive --sort activity --limit 0', 'everybody who left, the last one first'],
      ),
    )
    .action((_, self: Command) => people(open, self.optsWithGlobals<Options>()));
}

async function people(open: OpenSession, options: Options): Promise<void> {
  const session = open(options);
  const repository = await chooseRepositoryOrAll(session, options);
  const { found, totalCount } = await readPeople(session, options, repository);
  if (session.json) {
    session.printJson({
      repository: repository ? { id: repository.id, name: repository.name } : null,
      totalCount,
      people: found.map(personJson),
    });
    return;
  }
  printPeople(session.terminal, repository, found, totalCount);
}

async function readPeople({ ask }: Session, options: Options, repository: ChosenRepository | undefined) {
  const most = options.limit === 0 ? Number.POSITIVE_INFINITY : options.limit;
  const variables: Omit<PeoplePageQueryVariables, 'first' | 'after'> = {
    search: options.search ?? null,
    repositoryId: repository?.id ?? null,
    activity: options.active ? 'ACTIVE' : options.inactive ? 'INACTIVE' : 'ALL',
    bots: options.bots,
    sort: options.sort === 'name' ? 'NAME' : 'LAST_ACTIVITY',
  };
  const found: Person[] = [];
  for (let after: string | null = null; ; ) {
    const page: PeoplePageQuery = await ask(PeoplePage, {
      ...variables,
      first: Math.min(PAGE_SIZE, most - found.length),
      after,
    });
    found.push(...page.developers.edges.map((edge) => edge.node));
    const { hasNextPage, endCursor } = page.developers.pageInfo;
    if (!hasNextPage || endCursor === null || found.length >= most)
      return { found, totalCount: page.developers.totalCount };
    after = endCursor;
  }
}

function printPeople(
  { print, style, width, ellipsis }: Terminal,
  repository: ChosenRepository | undefined,
  found: readonly Person[],
  totalCount: number,
): void {
  const where = repository ? plainText(repository.name) : 'all repositories';
  print(style.bold(`${counted(totalCount, 'person', 'people')} in ${where}`));
  if (found.length === 0) return;
  const rows = found.map((person) => [
    plainText(person.name) + (person.isBot ? ' (bot)' : ''),
    plainText(emailsOf(person.aliases)[0] ?? ''),
    count(person.commitCount.value ?? 0),
    person.firstActiveOn ?? '',
    `${person.lastActiveOn ?? ''}${person.isActive ? '' : ' (inactive)'}`,
  ]);
  const columns = [
    { title: 'Name' },
    { title: 'E-mail', flexible: true },
    { title: 'Commits', align: 'right' },
    { title: 'First active' },
    { title: 'Last active' },
  ] as const;
  for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.dim })) print(line);
  if (found.length < totalCount)
    print(style.dim(`and ${count(totalCount - found.length)} more: --limit 0 shows everybody`));
}

function personJson({ id, name, aliases, commitCount, isBot, isActive, firstActiveOn, lastActiveOn }: Person) {
  return {
    developerId: id,
    name,
    emails: emailsOf(aliases),
    commits: commitCount.value,
    isBot,
    isActive,
    firstActiveOn,
    lastActiveOn,
  };
}
