import { Command } from 'commander';
import { configuredEmail } from '../checkout.ts';
import { usageFailure } from '../failure.ts';
import { graphql } from '../generated/gql.ts';
import type { ProfileQuery } from '../generated/graphql.ts';
import { explanation } from '../metric.ts';
import { emailsOf, resolvePerson } from '../person.ts';
import { printProfile } from '../profile-report.ts';
import { chooseRepositoryOrAll } from '../repository.ts';
import type { OpenSession } from '../session.ts';
import { examples, type ReadOptions, withRepository } from './options.ts';

const ProfileDocument = graphql(`
  query Profile($id: ID!, $repositoryId: ID, $areasOf: ID!, $withAreas: Boolean!) {
    developer(id: $id) {
      id
      name
      isBot
      isActive
      firstActiveOn
      lastActiveOn
      aliases { name email rule confidence botReason }
      commitCount(repositoryId: $repositoryId) { value ...Explained }
      languages(repositoryId: $repositoryId) {
        languages { language share changes lastUsedOn }
        ...Explained
      }
      repositories { commits firstActiveOn lastActiveOn repository { id name } }
      ownedAreas(repositoryId: $areasOf, first: 10) @include(if: $withAreas) { path files ofFiles soleFiles }
      weeklyActivity(weeks: 52, repositoryId: $repositoryId) {
        weeks { startsOn commits activeDays }
        ...Explained
      }
      commits(repositoryId: $repositoryId, first: 5) {
        totalCount
        edges { node { sha subject authoredAt repository { name } } }
      }
      teams { id name }
    }
  }
`);

interface Options extends ReadOptions {
  readonly all: boolean;
}

export function profileCommand(open: OpenSession): Command {
  const command = new Command('profile')
    .description('what one person did and knows, with the evidence')
    .argument('[person]', 'name, e-mail or id (default: `git config user.email` of the current folder)')
    .option('--all', 'in all repositories (the default outside of a repository)', false);
  return withRepository(command)
    .addHelpText(
      'after',
      examples(
        ['trellis profile', 'your own, in the repository of the current folder'],
        ['trellis profile "Ada Lovelace" --all', 'of somebody, in all repositories'],
        ['trellis profile ada@example.org --json', 'for a program'],
      ),
    )
    .action((person: string | undefined, _, self: Command) => profile(open, person, self.optsWithGlobals<Options>()));
}

async function profile(open: OpenSession, named: string | undefined, options: Options): Promise<void> {
  const session = open(options);
  const wanted = named ?? configuredEmail(session.cwd);
  if (wanted === undefined) throw usageFailure('git has no user.email here.', 'Name a person: trellis profile PERSON.');
  const repository = await chooseRepositoryOrAll(session, options);
  const person = await resolvePerson(session, wanted);
  const { developer } = await session.ask(ProfileDocument, {
    id: person.id,
    repositoryId: repository?.id ?? null,
    areasOf: repository?.id ?? '',
    withAreas: repository !== undefined,
  });
  if (!developer) throw usageFailure(`${wanted} is gone.`, '`trellis people` shows who is there.');
  if (session.json)
    session.printJson({
      repository: repository ? { id: repository.id, name: repository.name } : null,
      ...profileJson(developer),
    });
  else printProfile(session.terminal, repository, developer);
}

function profileJson(developer: NonNullable<ProfileQuery['developer']>) {
  const { id, commitCount, languages, repositories, ownedAreas, weeklyActivity, commits, ...facts } = developer;
  return {
    developerId: id,
    name: facts.name,
    emails: emailsOf(facts.aliases),
    isBot: facts.isBot,
    isActive: facts.isActive,
    firstActiveOn: facts.firstActiveOn,
    lastActiveOn: facts.lastActiveOn,
    aliases: facts.aliases,
    teams: facts.teams,
    commits: { value: commitCount.value, ...explanation(commitCount) },
    languages: { languages: languages.languages, ...explanation(languages) },
    repositories: repositories.map(({ repository, ...rest }) => ({ ...repository, ...rest })),
    ownedAreas: ownedAreas ?? null,
    weeklyActivity: { weeks: weeklyActivity.weeks, ...explanation(weeklyActivity) },
    latestCommits: commits.edges.map(({ node: { repository, ...commit } }) => ({
      ...commit,
      repository: repository.name,
    })),
  };
}
