import type { RunningTrellis } from './running-trellis.ts';

const REPOSITORY = `query ($r: ID!) {
  workspace { activeDevelopers { value } developerCount { value } weeklyActivity(weeks: 12) { weeks { startsOn commits activeDevelopers } } }
  similarWork(text: "parser lexer") { developer { name } score matchingCommits terms }
  repository(id: $r) {
    contributorCount { value sampleSize }
    contributors { totalCount edges { node { name } commits lastActiveOn } }
    languages { languages { language share changes linesAdded linesDeleted lastUsedOn } }
    activityCalendar { total days { day commits linesAdded linesDeleted } }
    hourHeatmap { cells { weekday hour commits } excludedShare }
    weeklyActivity(weeks: 12) { weeks { startsOn commits activeDays activeDevelopers } }
    commits { edges { node { subject authoredAt developers { name } filesChanged linesAdded linesDeleted } } }
    busFactor { value historicalValue files coverageLeft orphanedShare
      removed { developer { name } files coverageAfter lastActiveOn } pruned { developer { name } files }
      curve { developer { name } files coverageAfter } }
    knowledge { files edges { node { developer { name } degreeOfAuthorship normalized authoredFiles soleFiles filesCreated
      changes changesByOthers lastChangedOn reasons } } }
    directory { files busFactor topDeveloper { name } topDeveloperFiles singleAuthorFiles isSingleOwner
      children { path files busFactor topDeveloper { name } topDeveloperFiles singleAuthorFiles isSingleOwner } }
    file(path: "src/parser.ts") { authors { developer { name } } changes { edges { node { developers { name } changedAt } } } }
  }
}`;

const PERSON = `query ($d: ID!, $r: ID!) {
  developer(id: $d) {
    name initials isBot firstActiveOn lastActiveOn isActive aliases { name email }
    commitCount { value sampleSize } languages { languages { language share changes linesAdded linesDeleted lastUsedOn } }
    repositories { commits firstActiveOn lastActiveOn }
    activityCalendar { total days { day commits linesAdded linesDeleted } }
    hourHeatmap { cells { weekday hour commits } }
    weeklyActivity(weeks: 12) { weeks { startsOn commits activeDays activeDevelopers } }
    commits { edges { node { subject developers { name } } } }
    ownedAreas(repositoryId: $r) { path files ofFiles soleFiles }
    authoredFiles(repositoryId: $r) { totalCount edges { node { path } } }
    teams { name }
  }
}`;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly { readonly id: string; readonly name: string; readonly email: string }[];
}

/** The people of a workspace, by name. */
export async function readPeople(trellis: RunningTrellis, token: string): Promise<Person[]> {
  const query = '{ developers { edges { node { id name aliases { id name email } } } } }';
  const data = await answer<{ developers: { edges: { node: Person }[] } }>(trellis, token, query);
  return data.developers.edges.map(({ node }) => node);
}

/** What every projection answers about a repository and each person of it, without ids: the same for the same people. */
export async function readAnswers(trellis: RunningTrellis, token: string, repositoryId: string) {
  const people = await readPeople(trellis, token);
  const persons = [];
  for (const { id } of people) persons.push(await answer(trellis, token, PERSON, { d: id, r: repositoryId }));
  return {
    repository: await answer(trellis, token, REPOSITORY, { r: repositoryId }),
    persons: persons.map(withoutOrder),
  };
}

/** As a workspace's ids give it, e-mails of one name come in one order or another. */
function withoutOrder(person: unknown): unknown {
  const { developer } = person as { developer: { aliases: { email: string }[] } };
  return { ...developer, aliases: developer.aliases.toSorted((a, b) => (a.email < b.email ? -1 : 1)) };
}

/** @throws where there are errors */
export async function answer<T>(
  trellis: RunningTrellis,
  token: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const { data, errors } = await trellis.ask<T>(token, query, variables);
  if (errors !== undefined || data === null) throw new Error(JSON.stringify(errors));
  return data;
}
