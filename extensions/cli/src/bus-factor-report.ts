import { graphql } from './generated/gql.ts';
import type { BusFactorAnswerFragment, BusFactorPersonFragment } from './generated/graphql.ts';
import { printExplanation, printUnavailable } from './metric.ts';
import { tableLines } from './terminal/table.ts';
import type { Terminal } from './terminal/terminal.ts';
import { count, counted, listed, percent, plainText } from './terminal/text.ts';

graphql(`
  fragment BusFactorPerson on BusFactorStep {
    developer { id name }
    alias { id name email }
    files
    coverageAfter
    lastActiveOn
    isActive
  }
`);

graphql(`
  fragment BusFactorAnswer on BusFactor {
    value
    historicalValue
    files
    removed { ...BusFactorPerson }
    pruned { ...BusFactorPerson }
    coverageLeft
    orphanedShare
    filesLostWithout
    ...Explained
  }
`);

interface Asked {
  readonly repository: { readonly name: string };
  readonly path: string;
  readonly historical: boolean;
  readonly until?: string;
  readonly alias: string;
  readonly files: string;
  readonly without: readonly { readonly name: string }[];
}

/** The bus factor in one sentence, then who and in what order. */
export function printBusFactor(terminal: Terminal, asked: Asked, answer: BusFactorAnswerFragment): void {
  const { print, style } = terminal;
  const place = plainText(asked.path === '' ? asked.repository.name : `${asked.repository.name}/${asked.path}`);
  const when = asked.until === undefined ? '' : ` at the end of ${asked.until}`;
  if (!printUnavailable(terminal, `Bus factor of ${place}${when}`, answer) && answer.value !== null) {
    print(
      `${style.bold(`Bus factor of ${place}${when}: ${answer.value}`)} ${among(asked.historical, answer.historicalValue)}`,
    );
    print(sentence(asked, answer));
    if (answer.removed.length > 0) {
      print();
      printSteps(terminal, answer.removed);
    }
    if (answer.pruned.length > 0) {
      print(
        style.dim(
          `Not counted, each the author of under a tenth of the first one's files: ${shortList(answer.pruned)}.`,
        ),
      );
    }
    print();
    if (answer.orphanedShare !== null)
      print(`${percent(answer.orphanedShare)} of the files have only authors who are inactive.`);
    if (asked.without.length > 0 && answer.filesLostWithout !== null) {
      const names = listed(asked.without.map(({ name }) => plainText(name)));
      const lacks = `have no ${authorWord(asked)}`;
      print(
        `Without ${names} ${counted(answer.filesLostWithout, `file ${lacks.replace('have', 'has')}`, `files ${lacks}`)}.`,
      );
    }
  }
  printExplanation(terminal, answer);
}

function among(historical: boolean, historicalValue: number | null): string {
  if (historical) return 'among everybody who ever wrote';
  return `among people active in the last 365 days${historicalValue === null ? '' : `; ${historicalValue} among everybody who ever wrote`}`;
}

function sentence(asked: Asked, { value, removed, pruned, files, coverageLeft }: BusFactorAnswerFragment): string {
  const which = `${count(files)} ${asked.files === 'source' ? 'source ' : ''}${files === 1 ? 'file' : 'files'}`;
  if (value === 0 || removed.length === 0)
    return `More than half of the ${which} have no ${authorWord(asked)} as it is.${asked.historical ? '' : ' --historical shows who wrote them.'}`;
  const names = listed(
    removed.length > 4 ? [...namesOf(removed.slice(0, 3)), `${removed.length - 3} more`] : namesOf(removed),
  );
  const others = pruned.length > 0 ? ` and ${counted(pruned.length, 'person', 'people')} with few files` : '';
  const lost = coverageLeft === null ? 'more than half' : percent(1 - coverageLeft);
  return `If ${names}${others} left, ${lost} of the ${which} would have no ${authorWord(asked)}.`;
}

function authorWord({ historical }: Asked): string {
  return historical ? 'author' : 'active author';
}

function printSteps({ print, style, width, ellipsis }: Terminal, steps: readonly BusFactorPersonFragment[]): void {
  const rows = steps.map((step, at) => [
    String(at + 1),
    plainText(nameOf(step)),
    count(step.files),
    percent(step.coverageAfter),
    `${step.lastActiveOn ?? ''}${step.isActive ? '' : ' (inactive)'}`,
  ]);
  const columns = [
    { title: '#', align: 'right' },
    { title: 'Person', flexible: true },
    { title: 'Author of', align: 'right' },
    { title: 'Still authored after', align: 'right' },
    { title: 'Last active' },
  ] as const;
  for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.dim })) print(line);
}

function namesOf(steps: readonly BusFactorPersonFragment[]): string[] {
  return steps.map((step) => plainText(nameOf(step)));
}

function shortList(steps: readonly BusFactorPersonFragment[]): string {
  const shown = steps.slice(0, 5).map((step) => `${plainText(nameOf(step))} (${count(step.files)})`);
  return steps.length > shown.length
    ? `${shown.join(', ')} and ${count(steps.length - shown.length)} more`
    : listed(shown);
}

/** The person's name; under email+name, where there is no person, the name of the alias. */
export function nameOf({ developer, alias }: Pick<BusFactorPersonFragment, 'developer' | 'alias'>): string {
  return developer?.name ?? alias.name;
}
