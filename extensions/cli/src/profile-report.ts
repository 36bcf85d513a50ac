import type { ProfileQuery } from './generated/graphql.ts';
import { printExplanation } from './metric.ts';
import { emailsOf } from './person.ts';
import { bar, sparkline } from './terminal/blocks.ts';
import { tableLines } from './terminal/table.ts';
import type { Terminal } from './terminal/terminal.ts';
import { count, counted, cut, listed, pad, percent, plainText } from './terminal/text.ts';

type Profile = NonNullable<ProfileQuery['developer']>;

/** One person on one screen. */
export function printProfile(
  terminal: Terminal,
  repository: { readonly name: string } | undefined,
  person: Profile,
): void {
  const { print, style } = terminal;
  const where = repository
    ? `in ${plainText(repository.name)}`
    : `in ${counted(person.repositories.length, 'repository', 'repositories')}`;
  const state = person.isBot ? style.warn(' (bot)') : person.isActive ? '' : style.warn(' (inactive)');
  print(
    `${style.bold(plainText(person.name))}${state}  ${style.dim(emailsOf(person.aliases).map(plainText).join(', '))}`,
  );
  print(`${counted(person.commitCount.value ?? 0, 'commit')} ${where}${span(person)}`);
  if (person.teams.length > 0) print(`In ${listed(person.teams.map((team) => plainText(team.name)))}`);
  printWeeks(terminal, person);
  printLanguages(terminal, person);
  printAreas(terminal, person);
  printCommits(terminal, repository === undefined, person);
  print();
  printExplanation(terminal, person.commitCount);
}

function span({ firstActiveOn, lastActiveOn }: Profile): string {
  return firstActiveOn === null || lastActiveOn === null ? '' : `; active from ${firstActiveOn} to ${lastActiveOn}`;
}

function printWeeks({ print, style, unicode }: Terminal, { weeklyActivity }: Profile): void {
  print();
  if (weeklyActivity.unavailable !== null) {
    print(`${style.bold('Weeks')}  not available. ${plainText(weeklyActivity.unavailable.reason)}`);
    return;
  }
  const commits = weeklyActivity.weeks.map((week) => week.commits);
  print(
    `${style.bold(`Last ${commits.length} weeks`)}  ${style.accent(`|${sparkline(commits, unicode)}|`)}  at most ${count(Math.max(0, ...commits))} commits a week`,
  );
}

function printLanguages({ print, style, unicode }: Terminal, { languages }: Profile): void {
  print();
  print(style.bold('Languages'));
  if (languages.unavailable !== null) {
    print(`  not available. ${plainText(languages.unavailable.reason)}`);
    return;
  }
  for (const { language, share, lastUsedOn } of languages.languages.slice(0, 6)) {
    print(
      `  ${pad(plainText(language), 14)} ${style.accent(bar(share, 20, unicode))} ${percent(share).padStart(5)}  ${style.dim(`last ${lastUsedOn}`)}`,
    );
  }
}

function printAreas({ print, style, width, ellipsis }: Terminal, { ownedAreas }: Profile): void {
  if (ownedAreas === undefined || ownedAreas === null || ownedAreas.length === 0) return;
  print();
  const rows = ownedAreas.map((area) => [
    plainText(area.path === '' ? '(top)' : area.path),
    `${count(area.files)} of ${count(area.ofFiles)}`,
    count(area.soleFiles),
  ]);
  const columns = [
    { title: 'Author of', flexible: true },
    { title: 'Files', align: 'right' },
    { title: 'Nobody else is', align: 'right' },
  ] as const;
  for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.bold })) print(line);
}

function printCommits(
  { print, style, width, ellipsis }: Terminal,
  namesRepository: boolean,
  { commits }: Profile,
): void {
  if (commits.edges.length === 0) return;
  print();
  print(style.bold('Latest commits'));
  for (const { node } of commits.edges) {
    const place = namesRepository ? `${plainText(node.repository.name)}: ` : '';
    const line = `  ${node.sha.slice(0, 10)}  ${node.authoredAt.slice(0, 10)}  ${place}${plainText(node.subject)}`;
    print(Number.isFinite(width) ? cut(line, width, ellipsis) : line);
  }
}
