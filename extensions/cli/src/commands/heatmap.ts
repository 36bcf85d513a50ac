import { Command } from 'commander';
import { graphql } from '../generated/gql.ts';
import type { CalendarFragment, HoursFragment } from '../generated/graphql.ts';
import { hourMatrix, printCalendar, printHours } from '../heatmap-report.ts';
import { explanation } from '../metric.ts';
import { daysBefore, stateUntil } from '../past-state.ts';
import { resolvePerson } from '../person.ts';
import { type ChosenRepository, chooseRepository, repositoryJson } from '../repository.ts';
import type { OpenSession, Session } from '../session.ts';
import { plainText } from '../terminal/text.ts';
import { examples, type ReadOptions, wholeNumber, withRepository, withUntil } from './options.ts';

const RepositoryHeatmap = graphql(`
  query RepositoryHeatmap($id: ID!, $calendar: WindowInput!, $state: ID) {
    repository(id: $id) {
      hourHeatmap(state: $state) { ...Hours }
      activityCalendar(window: $calendar, state: $state) { ...Calendar }
    }
  }
`);

const PersonHeatmap = graphql(`
  query PersonHeatmap($id: ID!, $repositoryId: ID!, $hours: WindowInput, $calendar: WindowInput!) {
    developer(id: $id) {
      hourHeatmap(repositoryId: $repositoryId, window: $hours) { ...Hours }
      activityCalendar(repositoryId: $repositoryId, window: $calendar) { ...Calendar }
    }
  }
`);

interface Options extends ReadOptions {
  readonly until?: string;
  readonly weeks: number;
}

interface Answer {
  /** Null: hour patterns belong to the person, who does not share them. */
  readonly hourHeatmap: HoursFragment | null;
  readonly activityCalendar: CalendarFragment;
}

/** Stands for "from the beginning" where a window must name a day: before any clock that could have written a commit. */
const BEGINNING = '1900-01-01';

export function heatmapCommand(open: OpenSession): Command {
  const command = new Command('heatmap')
    .description('when work happens: 7 × 24 by the local hour of the author, and a calendar by local day')
    .argument('[person]', 'one person (name, e-mail or id) instead of everybody together')
    .option('--weeks <number>', 'weeks of the calendar', wholeNumber(1), 52);
  return withUntil(withRepository(command))
    .addHelpText(
      'after',
      examples(
        ['trellis heatmap', 'of the repository of the current folder'],
        ['trellis heatmap ada@example.org --weeks 26', 'of one person, half a year'],
        ['trellis heatmap --until 2019-12-31 --json', 'as it was, for a program'],
      ),
    )
    .action((person: string | undefined, _, self: Command) => heatmap(open, person, self.optsWithGlobals<Options>()));
}

async function heatmap(open: OpenSession, named: string | undefined, options: Options): Promise<void> {
  const session = open(options);
  const repository = await chooseRepository(session, options);
  const person = named === undefined ? undefined : await resolvePerson(session, named);
  const to = options.until ?? session.now.toISOString().slice(0, 10);
  const window = { from: daysBefore(to, options.weeks * 7 - 1), to };
  const answer = person
    ? await ofPerson(session, repository, person.id, window, options.until)
    : await ofRepository(session, repository, window, options.until);
  if (session.json) {
    session.printJson({
      repository: repositoryJson(repository, options.until),
      person: person === undefined ? null : { developerId: person.id, name: person.name },
      options: { until: options.until ?? null, weeks: options.weeks },
      hours: answer.hourHeatmap === null ? null : hoursJson(answer.hourHeatmap),
      calendar: calendarJson(answer.activityCalendar),
    });
    return;
  }
  const title = plainText(person === undefined ? repository.name : `${person.name} in ${repository.name}`);
  printHours(session.terminal, title, answer.hourHeatmap);
  session.terminal.print();
  printCalendar(session.terminal, title, window, answer.activityCalendar);
}

async function ofRepository(
  session: Session,
  repository: ChosenRepository,
  calendar: { readonly from: string; readonly to: string },
  until: string | undefined,
): Promise<Answer> {
  const state = await stateUntil(session, repository, until);
  const answer = await session.ask(RepositoryHeatmap, { id: repository.id, calendar, state });
  if (!answer.repository) throw repository.gone();
  return answer.repository;
}

/** Past states are a repository's; a person's days are cut off at `until` by the author's own day instead. */
async function ofPerson(
  session: Session,
  repository: ChosenRepository,
  id: string,
  calendar: { readonly from: string; readonly to: string },
  until: string | undefined,
): Promise<Answer> {
  const hours = until === undefined ? null : { from: BEGINNING, to: until };
  const { developer } = await session.ask(PersonHeatmap, { id, repositoryId: repository.id, hours, calendar });
  if (!developer) throw repository.gone();
  return developer;
}

function hoursJson(hours: HoursFragment) {
  return {
    cells: hours.cells,
    matrix: hourMatrix(hours.cells),
    excludedShare: hours.excludedShare,
    ...explanation(hours),
  };
}

function calendarJson(calendar: CalendarFragment) {
  return {
    days: calendar.days,
    total: calendar.total,
    previousTotal: calendar.previousTotal,
    ...explanation(calendar),
  };
}
